// Generated files are committed; generating them again must change nothing.
import { createHash } from 'node:crypto';
import { projectFiles, readText } from './files.mjs';
import { hearTasks, run } from './run.mjs';

/** @param {string} root @param {(line: string) => void} hear */
export const generate = (root, hear) =>
  run('npm', ['run', '--silent', 'generate'], { cwd: root, minutes: 10, hear: hearTasks(hear) });

/**
 * Compares the whole tree before and after, so that no list of generated files can be forgotten.
 * What was stale is fresh afterwards: commit it.
 *
 * @param {string} root
 * @param {() => Promise<{ code: number, output: string }>} make
 */
export async function checkGenerated(root, make) {
  const before = fingerprints(root);
  const { code, output } = await make();
  if (code !== 0) return [{ file: 'package.json', rule: 'generate', message: output }];
  const after = fingerprints(root);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .map((file) => ({ file, rule: 'stale', message: 'was not what its generator makes; it is now' }));
}

const fingerprints = (root) =>
  new Map(
    projectFiles(root).map((file) => [file, createHash('sha256').update(readText(root, file)).digest('hex')]),
  );
