// Runs as a process of its own and imports nothing of ours, so that it also starts from its TypeScript source.
// It outlives its parent by seconds only: when the parent's pipe closes, it ends every process that is still listed.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process that must not outlive its parent. `start` tells it from a later process with the same pid. */
export interface Charge {
  name: string;
  pid: number;
  start: string;
  signal: NodeJS.Signals;
}

const graceMs = 8_000;

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
export function signalCharge(charge: Charge, signal: NodeJS.Signals): boolean {
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

/** Ends all charges: asks each in its own way, waits, kills what is left. */
export async function endAll(charges: readonly Charge[]): Promise<void> {
  for (const charge of charges) {
    signalCharge(charge, 'SIGCONT');
    signalCharge(charge, charge.signal);
  }
  const deadline = Date.now() + graceMs;
  const alive = () => charges.filter((charge) => startOf(charge.pid) === charge.start);
  while (alive().length > 0 && Date.now() < deadline) await new Promise((wake) => setTimeout(wake, 50));
  for (const charge of alive()) signalCharge(charge, 'SIGKILL');
}

function watch(file: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdout.on('error', () => undefined);
  const charges = new Map<number, Charge>();
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const order = JSON.parse(line) as { add?: Charge; remove?: number };
    if (order.add !== undefined) charges.set(order.add.pid, order.add);
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
