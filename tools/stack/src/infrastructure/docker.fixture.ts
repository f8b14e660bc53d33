import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const engine = join(__dirname, '..', '..', 'engine.cjs');
const look = `require(${JSON.stringify(engine)}).engineSocket(process.env).then((socket) => process.stdout.write(socket ?? ''))`;

/** The socket of this machine's Docker engine, or nothing. Jest collects tests at once: so it is asked at once. */
export const socket = execFileSync(process.execPath, ['-e', look], { encoding: 'utf8' });

/** `describe` where a Docker engine answers. Elsewhere the tests are skipped, and their name says why. */
export function describeInDocker(name: string, tests: () => void): void {
  if (socket === '') describe.skip(`${name} (SKIPPED: no Docker engine answers on this machine)`, tests);
  else describe(name, tests);
}
