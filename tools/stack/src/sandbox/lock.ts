import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../files';
import { endLeftovers } from '../processes/leash';
import { startOf } from '../processes/watchdog';
import { Trouble } from '../trouble';
import { until } from '../until';

interface Holder {
  pid: number;
  start: string;
}

const watchdogMs = 15_000;

/** Names of the files that a running sandbox keeps in its directory. */
export const fileOf = {
  lock: (dir: string) => join(dir, 'lock.json'),
  processes: (dir: string) => join(dir, 'processes.json'),
  running: (dir: string) => join(dir, 'running.json'),
  watchdog: (dir: string) => join(dir, 'watchdog.json'),
  secrets: (dir: string) => join(dir, 'secrets.json'),
  ports: (dir: string) => join(dir, 'ports.json'),
};

/**
 * Makes this process the only one that runs a sandbox in `dir`, and ends what a crashed one left there.
 * @throws Trouble when another process runs one there
 */
export async function lock(dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  const file = fileOf.lock(dir);
  while (!write(file, holderOf(process.pid))) {
    const holder = readJson(file) as Holder | undefined;
    if (holder !== undefined && lives(holder)) {
      throw new Trouble(
        `Kezek already runs in this checkout (process ${String(holder.pid)}; addresses in ${fileOf.running(dir)}): stop it first.`,
      );
    }
    const aside = `${file}.${String(process.pid)}`;
    renameSync(file, aside);
    rmSync(aside);
  }
  await cleanUp(dir);
}

export function unlock(dir: string): void {
  for (const name of ['running', 'watchdog', 'lock'] as const) rmSync(fileOf[name](dir), { force: true });
}

/** Notes the watchdog: it may outlive us for a moment, and the next start waits for it. */
export function noteWatchdog(dir: string, pid: number | undefined): void {
  if (pid !== undefined) writeFileSync(fileOf.watchdog(dir), JSON.stringify(holderOf(pid)), { mode: 0o600 });
}

async function cleanUp(dir: string): Promise<void> {
  rmSync(fileOf.running(dir), { force: true });
  const watchdog = readJson(fileOf.watchdog(dir)) as Holder | undefined;
  if (watchdog !== undefined) {
    const what = 'The end of the run before';
    await until(() => !lives(watchdog), { timeoutMs: watchdogMs, what });
  }
  await endLeftovers(fileOf.processes(dir));
}

function write(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function lives({ pid, start }: Holder): boolean {
  return startOf(pid) === start;
}

function holderOf(pid: number): Holder {
  return { pid, start: startOf(pid) ?? '' };
}
