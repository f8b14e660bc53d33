// `npm run fuzz [-- schemathesis options]`: schemathesis over the merged OpenAPI document of the running sandbox, which
// is started (and stopped) when it is not running. Fails on a server error or an answer that isn't documented.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pythonTool } from './check/python.mjs';
import { run } from './check/run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const running = join(root, '.kezek', 'running.json');
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
const START_MS = 300_000;
const say = (text) => process.stderr.write(`${text}\n`);

/** @returns {Promise<() => Promise<void>>} how to stop what was started here */
async function ensureSandbox() {
  if (existsSync(running)) return async () => undefined;
  say('The sandbox is not running: starting it.');
  const child = spawn(process.execPath, [join(root, 'tools', 'start.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  const until = Date.now() + START_MS;
  while (!existsSync(running)) {
    if (child.exitCode !== null) throw new Error('npm start ended before the sandbox was ready.');
    if (Date.now() > until) {
      child.kill('SIGTERM');
      throw new Error(`The sandbox was not ready within ${START_MS / 1000} s.`);
    }
    await pause(250);
  }
  return async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
}

async function fuzz(program, options) {
  const { gateway } = JSON.parse(readFileSync(running, 'utf8'));
  // The administrator may everything: so the rules answer, and not only the guard.
  const token = await run(process.execPath, [join(root, 'tools', 'token.mjs'), 'admin'], { cwd: root });
  if (token.code !== 0) throw new Error(token.output);
  const args = [
    'run',
    `${gateway.replace(/\/$/, '')}/openapi.json`,
    '--header',
    `Authorization: Bearer ${token.output.trim()}`,
    '--checks',
    CHECKS.join(','),
    '--max-time',
    '120',
    '--request-timeout',
    '10',
    '--seed',
    '1',
    '--generation-database',
    'none',
    // A live stream never ends, so it has no answer to judge.
    '--exclude-path-regex',
    '/stream$',
    '--continue-on-failure',
    ...options,
  ];
  const child = spawn(program, args, { cwd: join(root, '.kezek'), stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function main(options) {
  const tool = await pythonTool(root, 'schemathesis==4.32.5');
  if ('missing' in tool) throw new Error(`${tool.missing} (Python 3 and PyPI are needed.)`);
  const stop = await ensureSandbox();
  try {
    process.exitCode = await fuzz(join(tool.bin, 'schemathesis'), options);
  } finally {
    await stop();
  }
}

main(process.argv.slice(2)).catch((error) => {
  say(`npm run fuzz: ${error.message}`);
  process.exitCode = 1;
});
