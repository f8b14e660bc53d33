import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Trouble } from '../trouble';
import { type Charge, endAll, keyOf } from './watchdog';

/**
 * Holds processes and containers to the life of this process. A detached watchdog reads a pipe of ours; when we die,
 * even by `kill -9`, the pipe closes and the watchdog ends everything registered here.
 */
export class Leash {
  private readonly charges = new Map<string, Charge>();
  private acknowledgements: (() => void)[] = [];
  private watchdog: ChildProcess;
  private closing = false;
  private refusing = false;

  /** @param file where the list of them is kept, for a start after everything was killed */
  constructor(private readonly file: string) {
    this.watchdog = this.startWatchdog();
  }

  get watchdogPid(): number | undefined {
    return this.watchdog.pid;
  }

  /** Resolves when the watchdog knows the charge: only then may it begin to work. */
  async register(charge: Charge): Promise<void> {
    if (this.refusing) throw new Trouble('Stopped before everything was started.');
    this.charges.set(keyOf(charge), charge);
    await this.order({ add: charge });
  }

  /** Forgets what has ended: a process by its pid, a container by its name. */
  release(key: string): void {
    if (this.charges.delete(key) && !this.closing) void this.order({ remove: key });
  }

  /** From now on nothing new may start. */
  refuse(): void {
    this.refusing = true;
  }

  /** Lets the watchdog go; whatever is still registered is ended by it. */
  async close(): Promise<void> {
    this.refuse();
    this.closing = true;
    const gone = once(this.watchdog, 'exit');
    this.watchdog.stdin?.end();
    if (this.watchdog.exitCode === null && this.watchdog.signalCode === null) await gone;
  }

  private order(order: { add: Charge } | { remove: string }): Promise<void> {
    return new Promise((resolve) => {
      this.acknowledgements.push(resolve);
      this.watchdog.stdin?.write(`${JSON.stringify(order)}\n`);
    });
  }

  private startWatchdog(): ChildProcess {
    const script = join(__dirname, `watchdog${extname(__filename)}`);
    const watchdog = spawn(process.execPath, ['--no-warnings', script, '--kezek-watchdog', this.file], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {},
    });
    watchdog.stdin.on('error', () => undefined);
    createInterface({ input: watchdog.stdout }).on('line', () => this.acknowledgements.shift()?.());
    watchdog.on('exit', () => {
      if (!this.closing) this.replaceWatchdog();
    });
    return watchdog;
  }

  private replaceWatchdog(): void {
    const waiting = this.acknowledgements;
    this.acknowledgements = [];
    this.watchdog = this.startWatchdog();
    for (const charge of this.charges.values()) void this.order({ add: charge });
    for (const resolve of waiting) resolve();
  }
}

/** Ends what an earlier run left behind, if its watchdog was killed too. Answers the names of what it ended. */
export async function endLeftovers(file: string): Promise<string[]> {
  let charges: Charge[];
  try {
    charges = JSON.parse(await readFile(file, 'utf8')) as Charge[];
  } catch {
    return [];
  }
  await endAll(charges);
  await rm(file, { force: true });
  return charges.map((charge) => charge.name);
}
