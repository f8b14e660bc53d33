// A fence that catches nothing looks like a fence with nothing to catch. Here each has to catch its canary:
// a file of tools/canaries/cases says in its first lines who must catch it (`// canary: <tool> <rule>`),
// or that nobody may (`// canary: none`).
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFiles, readText } from '../check/files.mjs';
import { fences } from './fences.mjs';
import { layWorkspace } from './workspace.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const say = (text) => process.stdout.write(`${text}\n`);

/** Canaries that can't carry a comment. */
const SPOKEN_FOR = [
  ['eslint', 'services/queue/packed.mjs', 'no-restricted-syntax'],
  ['manifests', 'tools/loose/package.json', 'exact-version'],
  ['manifests', 'tools/loose/package.json', 'one-version'],
  ['manifests', 'tools/loose/package.json', 'scripts'],
  ['manifests', 'tools/loose/package.json', 'tags'],
  ['tree', 'package-lock.json', 'resolved-host'],
  ['compose', 'docker-compose.yml', 'hardening'],
  ['compose', 'docker-compose.yml', 'reference'],
  ['dockerfile', 'Dockerfile', 'DL3007'],
  ['check', 'obliging', 'out-of-time'],
  ['check', 'stubborn', 'out-of-time'],
  ['generated', 'services/queue/openapi.json', 'stale'],
].map(([tool, file, rule]) => ({ tool, file, rule }));

function expectations(folder) {
  const written = projectFiles(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readText(folder, file).matchAll(/^\/\/ canary: (\S+)(?: (\S+))?$/gm)].map(([, tool, rule]) => ({
        tool,
        file,
        rule,
      })),
    );
  return [...written, ...SPOKEN_FOR];
}

async function main() {
  process.env.PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  const folder = layWorkspace(root);
  const expected = expectations(folder);
  const caught = (await Promise.all(fences.map((fence) => fence(folder, root)))).flat();
  const skipped = caught.filter(({ rule }) => rule === 'skipped');
  const has = ({ tool, file, rule }) =>
    caught.some((one) => one.tool === tool && one.file === file && one.rule === rule) ||
    skipped.some((one) => one.tool === tool);
  const missed = expected.filter((one) => one.tool !== 'none' && !has(one));
  const clean = new Set(expected.filter(({ tool }) => tool === 'none').map(({ file }) => file));
  const wrong = caught.filter(({ file }) => clean.has(file));

  for (const { tool, why } of skipped) say(`SKIPPED ${tool}: ${why}`);
  for (const { tool, file, rule } of missed) say(`NOT CAUGHT  ${tool} ${rule}  ${file}`);
  for (const { tool, file, rule } of wrong) say(`WRONGLY CAUGHT  ${tool} ${rule}  ${file}`);
  say(
    `${expected.length - clean.size - missed.length} canaries caught, ${missed.length} not, ${wrong.length} wrongly`,
  );
  if (missed.length + wrong.length > 0) process.exitCode = 1;
}

await main();
