// Runs each fence over the canaries and says what it caught: `{ tool, file, rule }`.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { attempt } from '../check/attempt.mjs';
import { checkCompose } from '../check/compose.mjs';
import { checkDockerfile } from '../check/dockerfile.mjs';
import { CRUISED, readJson, workspaces } from '../check/files.mjs';
import { checkGenerated } from '../check/generated.mjs';
import { checkKinds } from '../check/kinds.mjs';
import { checkManifests } from '../check/manifests.mjs';
import { checkOrder } from '../check/order.mjs';
import { run } from '../check/run.mjs';
import { checkSizes } from '../check/sizes.mjs';
import { checkTree } from '../check/tree.mjs';
import { write } from './workspace.mjs';

/** Through nx, as `npm run check` does: without nx's project graph the module boundaries are blind. */
async function eslint(folder) {
  const lint = [
    'run-many',
    '-t',
    'lint',
    '-p',
    '@kezek/queue,@kezek/contracts,@kezek/smpp',
    '--skip-nx-cache',
  ];
  const said = await run('nx', [...lint, '--', '--format', 'json', '--output-file', 'eslint.json'], {
    cwd: folder,
  });
  const reports = workspaces(folder)
    .map((workspace) => `${workspace.folder}/eslint.json`)
    .filter((path) => existsSync(join(folder, path)));
  if (reports.length === 0) throw new Error(`ESLint reported nothing:\n${said.output}`);
  return reports
    .flatMap((path) => readJson(folder, path))
    .flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId }) => ({ tool: 'eslint', file: relative(folder, filePath), rule: ruleId })),
    );
}

async function dependencyCruiser(folder) {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...CRUISED];
  const { output } = await run('depcruise', args, { cwd: folder });
  return JSON.parse(output).summary.violations.flatMap(({ from, to, rule }) => [
    { tool: 'depcruise', file: from, rule: rule.name },
    // A dead file is what was not reached, not where the search began.
    ...(rule.name === 'no-dead-file' ? [{ tool: 'depcruise', file: to, rule: rule.name }] : []),
  ]);
}

async function compiler(folder) {
  const { output } = await run('tsc', ['-b', '--pretty', 'false', 'libs/testing', 'services/queue'], {
    cwd: folder,
  });
  return [...output.matchAll(/^(.+?)\(\d+,\d+\): error (TS\d+):/gm)].map(([, file, rule]) => ({
    tool: 'tsc',
    file,
    rule,
  }));
}

async function prettier(folder) {
  const { output } = await run('prettier', ['--list-different', 'services', 'libs'], { cwd: folder });
  return output.split('\n').map((file) => ({ tool: 'prettier', file, rule: 'unformatted' }));
}

const ours = (tool, check) => {
  const fence = {
    async [tool](folder, root) {
      const found = await check(folder, root);
      if ('skipped' in found) return [{ tool, file: 'all', rule: 'skipped', why: found.skipped }];
      return found.map(({ file, rule }) => ({ tool, file: file.replace(/:\d+$/, ''), rule }));
    },
  };
  return fence[tool];
};

/** One that is asked to end leaves as if all were well, as nx does; the other stays until it is ended. */
const SLOW = {
  obliging: "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)",
  stubborn: "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)",
};

async function outOfTime(folder) {
  const results = await Promise.all(
    Object.entries(SLOW).map(([name, program]) =>
      attempt(
        { name, run: () => run(process.execPath, ['-e', program], { cwd: folder, minutes: 1 / 60 }) },
        folder,
        () => undefined,
      ),
    ),
  );
  return results
    .filter(({ name, failed, text }) => failed && text.includes(`${name} ran out of time: `))
    .map(({ name }) => ({ tool: 'check', file: name, rule: 'out-of-time' }));
}

const generate = (folder) => async () => {
  write(folder, 'services/queue/openapi.json', '{}\n');
  return { code: 0, output: '' };
};

const inTurn =
  (...fences) =>
  async (folder, root) => {
    const caught = [];
    for (const fence of fences) {
      process.stdout.write(`${fence.name}\n`);
      caught.push(...(await fence(folder, root)));
    }
    process.stdout.write('eslint goes on\n');
    return caught;
  };

/** Side by side, since ESLint takes as long as all others together. */
export const fences = [
  eslint,
  outOfTime,
  inTurn(
    dependencyCruiser,
    compiler,
    prettier,
    ours('order', checkOrder),
    ours('kinds', checkKinds),
    ours('manifests', checkManifests),
    ours('tree', checkTree),
    ours('sizes', checkSizes),
    ours('compose', checkCompose),
    ours('dockerfile', checkDockerfile),
    ours('generated', (folder) => checkGenerated(folder, generate(folder))),
  ),
];
