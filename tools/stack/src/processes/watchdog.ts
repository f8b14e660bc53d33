// Runs as a process of its own and imports nothing of ours, so that it also starts from its TypeScript source.
// It outlives its parent by seconds only: when the parent's pipe closes, it ends every process that is still listed.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createInterface } from 'node:readline';

/** What must not outlive its parent. */
export type Charge = ProcessCharge | ContainerCharge;

/** A process; `start` tells it from a later one with the same pid. */
export interface ProcessCharge {
  name: string;
  pid: number;
  start: string;
  signal: NodeJS.Signals;
}

/** A container by its name, which nobody else uses, and the socket of its engine. */
export interface ContainerCharge {
  name: string;
  container: string;
  socket: string;
}

const graceMs = 8_000;
// A container that was asked for just before its parent died may come after us.
const lateMs = 2_000;

/** What a charge is known by. */
export function keyOf(charge: Charge): string {
  return 'pid' in charge ? String(charge.pid) : charge.container;
}

/** When the process with this pid was started, in the system's own words; undefined when it does not live. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return process.platform === 'linux' ? undefined : startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/** Signals a charge's process group, only if it still is the process that was listed. True if it lived. */
export function signalCharge(charge: ProcessCharge, signal: NodeJS.Signals): boolean {
  if (startOf(charge.pid) !== charge.start) return false;
  for (const target of [-charge.pid, charge.pid]) {
    try {
      process.kill(target, signal);
      return true;
    } catch {
      // no such group (the child has not become its leader yet): the process itself is next
    }
  }
  return false;
}

/** Ends all charges: asks each in its own way, waits, kills what is left. Of a container nothing stays. */
export async function endAll(charges: readonly Charge[]): Promise<void> {
  const processes = charges.filter((charge) => 'pid' in charge);
  const containers = charges.filter((charge) => 'container' in charge);
  await Promise.all([endProcesses(processes), ...containers.map(endContainer)]);
}

async function endProcesses(charges: readonly ProcessCharge[]): Promise<void> {
  for (const charge of charges) {
    signalCharge(charge, 'SIGCONT');
    signalCharge(charge, charge.signal);
  }
  const deadline = Date.now() + graceMs;
  const alive = () => charges.filter((charge) => startOf(charge.pid) === charge.start);
  while (alive().length > 0 && Date.now() < deadline) await new Promise((wake) => setTimeout(wake, 50));
  for (const charge of alive()) signalCharge(charge, 'SIGKILL');
}

/** Stops a container and removes it with what it alone used; named volumes stay. */
async function endContainer({ container, socket }: ContainerCharge): Promise<void> {
  const path = `/containers/${container}`;
  const stop = () => askEngine(socket, 'POST', `${path}/stop?t=${String(graceMs / 1000)}`);
  const deadline = Date.now() + lateMs;
  while ((await stop()) === 404 && Date.now() < deadline) await new Promise((wake) => setTimeout(wake, 100));
  await askEngine(socket, 'DELETE', `${path}?force=true&v=true`);
}

/** The status that the engine answers; undefined when it doesn't. */
function askEngine(socketPath: string, method: string, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, method, path, timeout: 2 * graceMs }, (response) => {
      response.on('error', () => undefined).resume();
      resolve(response.statusCode);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => {
      resolve(undefined);
    });
    asked.end();
  });
}

function watch(file: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdout.on('error', () => undefined);
  const charges = new Map<string, Charge>();
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const order = JSON.parse(line) as { add?: Charge; remove?: string };
    if (order.add !== undefined) charges.set(keyOf(order.add), order.add);
    if (order.remove !== undefined) charges.delete(order.remove);
    record(file, [...charges.values()]);
    process.stdout.write('ok\n');
  });
  lines.on('close', () => {
    void endAll([...charges.values()]).then(() => {
      rmSync(file, { force: true });
      process.exit(0);
    });
  });
}

/** Keeps the list on disk too: the next start ends what is left when the watchdog itself was killed. */
function record(file: string, charges: Charge[]): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(charges), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk must not stop the watchdog: the list in memory is what counts.
  }
}

if (process.argv[2] === '--kezek-watchdog' && process.argv[3] !== undefined) watch(process.argv[3]);
