import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals, type RefusalCode } from '../kit/refusals';

const folders = ['libs', 'services', 'tests', 'tools'];
const notOurs = new Set(['node_modules', 'dist', 'generated', '.kezek', 'contracts', 'canaries']);

function specsIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : specsIn(root, path);
    return /[.-]spec\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** On the wire first, then alone. */
const rank = (file: string): number => (file.endsWith('.spec.ts') ? 1 : 0);

/**
 * The test files that expect each refusal by its code.
 * @throws Error naming the codes that no test expects: a refusal that nobody has seen is not told to anybody
 */
export function testsOfRefusals(root: string): Map<RefusalCode, string[]> {
  const specs = folders
    .flatMap((folder) => specsIn(root, folder))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const codes = Object.keys(refusals) as RefusalCode[];
  const tests = new Map(
    codes.map((code) => [
      code,
      specs.filter(({ text }) => text.includes(`'${code}'`)).map(({ file }) => file),
    ]),
  );
  const untested = codes.filter((code) => tests.get(code)?.length === 0);
  if (untested.length > 0) throw new Error(`no test expects ${untested.join(', ')}`);
  return tests;
}
