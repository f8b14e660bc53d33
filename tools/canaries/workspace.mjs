// A copy of the workspace outside the tree, with the settings of the tree and nothing but canaries in it.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readJson, workspaces } from '../check/files.mjs';

const SETTINGS = [
  '.dependency-cruiser.cjs',
  '.prettierignore',
  '.prettierrc.json',
  'eslint.config.mjs',
  'nx.json',
  'package.json',
  'tools/check/files.mjs',
  'tsconfig.base.json',
];

/** @param {string} root the real tree @returns {string} the folder; gone when this process ends, however it ends */
export function layWorkspace(root) {
  const folder = mkdtempSync(join(tmpdir(), 'kezek-canaries-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
  for (const path of SETTINGS) cpSync(join(root, path), join(folder, path));
  for (const workspace of workspaces(root)) {
    for (const name of ['package.json', 'tsconfig.json']) {
      cpSync(join(root, workspace.folder, name), join(folder, workspace.folder, name));
    }
  }
  for (const name of ['tests', 'bench']) mkdirSync(join(folder, name));
  linkPackages(root, folder);
  cpSync(join(root, 'tools/canaries/cases'), folder, { recursive: true });
  for (const [path, text] of Object.entries(grown(root))) write(folder, path, text);
  return folder;
}

function linkPackages(root, folder) {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@kezek'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@kezek' && name !== '.package-lock.json') {
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
  }
  for (const { folder: path, manifest } of workspaces(root)) {
    symlinkSync(join(folder, path), join(modules, manifest.name));
  }
}

export function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Canaries that are easier made than kept. */
function grown(root) {
  const lines = (count) => Array.from({ length: count }, (_, index) => `  sum += ${index};\n`).join('');
  const long = `export function long(): number {\n  let sum = 0;\n${lines(60)}  return sum;\n}\n`;
  const constants = Array.from({ length: 300 }, (_, index) => `export const c${index} = ${index};\n`).join(
    '',
  );
  const lock = readJson(root, 'package-lock.json');
  lock.packages['node_modules/zod'].resolved = 'https://registry.example/zod.tgz';
  return {
    // Not kept as files: Jest would run them.
    'services/queue/src/yard/yard.spec.ts':
      "// canary: none\nimport { attic } from '../attic/attic.query';\n\nit('may reach back', () => {\n  expect(attic).toContain('yard');\n});\n",
    'services/queue/src/canary/tested.spec.ts':
      "// canary: none\nimport { harness } from '@kezek/testing';\n\nit('may use the harness', () => {\n  expect(harness).toBe('harness');\n});\n",
    'services/queue/src/canary/long-function.service.ts': `// canary: eslint max-lines-per-function\n// canary: sizes function-lines\n${long}`,
    'services/queue/src/canary/long-file.service.ts': `// canary: eslint max-lines\n// canary: sizes file-lines\n${constants}`,
    'package-lock.json': JSON.stringify(lock),
    'tools/loose/package.json': JSON.stringify({
      name: '@kezek/loose',
      version: '0.1.0',
      dependencies: { zod: '^4.0.0' },
    }),
    'docker-compose.yml':
      'services:\n  queue:\n    image: queue:latest\n    depends_on: { nobody: { condition: service_started } }\n',
    Dockerfile: 'FROM node:latest\nRUN cd /tmp && npm install left-pad\n',
  };
}
