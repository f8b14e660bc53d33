import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..');

export const pageOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The first block of code after a heading of a page. */
export function codeUnder(file: string, heading: string): string {
  const text = pageOf(file);
  const block = /```\w+\n([^]*?)```/.exec(text.slice(text.indexOf(`\n## ${heading}\n`)))?.[1];
  if (block === undefined) throw new Error(`${file} has no code under ${heading}`);
  return block;
}
