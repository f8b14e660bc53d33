// What `npm run check` holds the tree to. Order matters only for the build: the linters read what it made.
import { checkAudit } from './audit.mjs';
import { checkCompose } from './compose.mjs';
import { checkDockerfile } from './dockerfile.mjs';
import { CRUISED } from './files.mjs';
import { checkGenerated, generate } from './generated.mjs';
import { checkKinds } from './kinds.mjs';
import { checkManifests } from './manifests.mjs';
import { checkOrder } from './order.mjs';
import { hearTasks, run } from './run.mjs';
import { checkSizes, reportSizes } from './sizes.mjs';
import { checkTree } from './tree.mjs';

const command =
  (minutes, name, ...args) =>
  async (root, hear) => {
    const heard = name === 'nx' ? hearTasks(hear) : hear;
    const { code, output } = await run(name, args, { cwd: root, minutes, hear: heard });
    return { failed: code !== 0, text: code === 0 ? '' : output };
  };

const problems = (check, report) => async (root, hear) => {
  const found = await check(root, hear);
  if ('skipped' in found) return { failed: false, skipped: found.skipped, text: '' };
  const lines = found.map(({ file, rule, message }) => `${file}  ${rule}  ${message}`);
  return { failed: found.length > 0, text: [...lines, ...(report ? [report(root)] : [])].join('\n') };
};

/** @type {{ name: string, run: (root: string, hear: (line: string) => void) => Promise<{ failed: boolean, skipped?: string, text: string }> }[]} */
export const steps = [
  { name: 'build', run: command(10, 'tsc', '-b') },
  {
    name: 'generated files',
    run: problems((root, hear) => checkGenerated(root, () => generate(root, hear))),
  },
  { name: 'format', run: command(5, 'prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'lint', run: command(20, 'nx', 'run-many', '-t', 'lint', '--outputStyle', 'static') },
  { name: 'imports', run: command(5, 'depcruise', '--config', '.dependency-cruiser.cjs', ...CRUISED) },
  { name: 'order of folders', run: problems(checkOrder) },
  { name: 'canaries', run: command(10, 'node', 'tools/canaries/run.mjs') },
  { name: 'kinds of file', run: problems(checkKinds) },
  { name: 'manifests', run: problems(checkManifests) },
  { name: 'clean tree', run: problems(checkTree) },
  { name: 'sizes', run: problems(checkSizes, reportSizes) },
  { name: 'compose file', run: problems(checkCompose) },
  { name: 'Dockerfile', run: problems((root) => checkDockerfile(root)) },
  { name: 'audit', run: problems(checkAudit) },
];
