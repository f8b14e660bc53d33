import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Trouble } from '../trouble';

/**
 * True when the data was made completely, with these secrets; false when it was not.
 * @param mark the file that says so
 * @throws Trouble when it was made with others
 */
export function isMadeWith(mark: string, ...secrets: readonly string[]): boolean {
  if (!existsSync(mark)) return false;
  if (readFileSync(mark, 'utf8') === digest(secrets)) return true;
  throw new Trouble('The secrets of this checkout are not those its data was made with: start with --fresh.');
}

/** Notes that the data is complete. */
export function noteMadeWith(mark: string, ...secrets: readonly string[]): void {
  writeFileSync(mark, digest(secrets), { mode: 0o600 });
}

function digest(secrets: readonly string[]): string {
  return createHash('sha256').update(secrets.join('\n')).digest('hex');
}
