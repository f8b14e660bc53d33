// What `npm run check` holds the tree to. Order matters only for the build: the linters read what it made.
import { checkAudit } from './audit.mjs';
import { checkCompose } from './compose.mjs';
import { checkDockerfile } from './dockerfile.mjs';
import { CRUISED } from './files.mjs';
import { checkGenerated } from './generated.mjs';
import { checkKinds } from './kinds.mjs';
import { checkManifests } from './manifests.mjs';
import { checkOrder } from './order.mjs';
import { run } from './run.mjs';
import { checkSizes, reportSizes } from './sizes.mjs';
import { checkTree } from './tree.mjs';

const command =
  (name, ...args) =>
  async (root) => {
    const { code, output } = await run(name, args, { cwd: root });
    return { failed: code !== 0, text: code === 0 ? '' : output };
  };

const problems = (check, report) => async (root) => {
  const found = await check(root);
  if ('skipped' in found) return { failed: false, skipped: found.skipped, text: '' };
  const lines = found.map(({ file, rule, message }) => `${file}  ${rule}  ${message}`);
  return { failed: found.length > 0, text: [...lines, ...(report ? [report(root)] : [])].join('\n') };
};

/** @type {{ name: string, run: (root: string) => Promise<{ failed: boolean, skipped?: string, text: string }> }[]} */
export const steps = [
  { name: 'build', run: command('tsc', '-b') },
  { name: 'generated files', run: problems(checkGenerated) },
  { name: 'format', run: command('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'lint', run: command('nx', 'run-many', '-t', 'lint', '--outputStyle', 'static') },
  { name: 'imports', run: command('depcruise', '--config', '.dependency-cruiser.cjs', ...CRUISED) },
  { name: 'order of folders', run: problems(checkOrder) },
  { name: 'canaries', run: command('node', 'tools/canaries/run.mjs') },
  { name: 'kinds of file', run: problems(checkKinds) },
  { name: 'manifests', run: problems(checkManifests) },
  { name: 'clean tree', run: problems(checkTree) },
  { name: 'sizes', run: problems(checkSizes, reportSizes) },
  { name: 'compose file', run: problems(checkCompose) },
  { name: 'Dockerfile', run: problems(checkDockerfile) },
  { name: 'audit', run: problems(checkAudit) },
];
