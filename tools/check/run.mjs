// Runs one command to its end and keeps what it said.
import { spawn } from 'node:child_process';

const MINUTE = 60_000;
const PATIENCE_MS = 10_000;

/** A command was ended at its time limit, whatever it then said of itself: nx, for one, leaves as if it had been asked to. */
export class OutOfTime extends Error {
  constructor(command, seconds, output) {
    super(`${command} was not done after ${seconds} s`);
    this.name = 'OutOfTime';
    this.seconds = seconds;
    this.output = output;
  }
}

/** Of what nx says only which tasks are done: it keeps back what they say until then. @param {(line: string) => void} hear */
export function hearTasks(hear) {
  let done = 0;
  return (line) => {
    const [, task] = /^[>✔✖] +nx run (\S+)/.exec(line) ?? [];
    if (task !== undefined) hear(`${(done += 1)} done, last ${task}`);
  };
}

/**
 * @param {string} command found on the PATH of npm's scripts
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, minutes?: number, hear?: (line: string) => void }} options
 *   `hear` is told each line as it comes
 * @returns {Promise<{ code: number, output: string }>} a command that can't start has code 127
 * @throws {OutOfTime} after `minutes`
 */
export function run(command, args, { cwd, env = {}, minutes = 5, hear = () => undefined }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NX_DAEMON: 'false', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    const said = () => Buffer.concat(chunks).toString('utf8');
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        chunks.push(chunk);
        for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') hear(line.trim());
      });
    }
    const clock = endLater(child, minutes * MINUTE);
    child.on('error', (error) => {
      clock.stop();
      resolve({ code: 127, output: error.message });
    });
    // What it started may hold its output open for as long as it likes.
    child.on('exit', () => {
      if (!clock.ended) return;
      clock.stop();
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      reject(new OutOfTime(command, Math.round(minutes * 60), said()));
    });
    child.on('close', (code, signal) => {
      clock.stop();
      resolve({ code: code ?? 1, output: said() + (signal === null ? '' : `\nended by ${signal}`) });
    });
  });
}

/** Asks a process to end, and a little later doesn't ask. */
function endLater(child, afterMs) {
  const clock = { ended: false, stop: () => timers.forEach(clearTimeout) };
  const timers = [
    setTimeout(() => {
      clock.ended = true;
      child.kill('SIGTERM');
    }, afterMs),
    setTimeout(() => child.kill('SIGKILL'), afterMs + PATIENCE_MS),
  ];
  return clock;
}
