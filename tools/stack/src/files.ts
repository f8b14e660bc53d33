import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes JSON that others may be reading: they see the old or the new, never a part. Only we may read it. */
export function writeJson(path: string, value: unknown): void {
  const temporary = `${path}.${randomUUID()}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What stands in a JSON file; undefined when it is missing or damaged. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Puts the logs of the run before aside, three runs deep. */
export function rotate(path: string): void {
  for (const [older, newer] of [
    ['.2', '.1'],
    ['.1', ''],
  ] as const) {
    if (existsSync(`${path}${newer}`)) renameSync(`${path}${newer}`, `${path}${older}`);
  }
}
