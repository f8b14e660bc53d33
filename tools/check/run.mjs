// Runs one command to its end and keeps what it said.
import { spawn } from 'node:child_process';

/**
 * @param {string} command found on the PATH of npm's scripts
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, timeoutMs?: number }} options
 * @returns {Promise<{ code: number, output: string }>} never rejects: a command that can't start has code 127
 */
export function run(command, args, { cwd, env = {}, timeoutMs = 300_000 }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NX_DAEMON: 'false', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      const cut = signal === null ? '' : `\nended by ${signal}`;
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') + cut });
    });
  });
}
