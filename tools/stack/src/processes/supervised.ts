import { setTimeout as pause } from 'node:timers/promises';
import { diskFull, isDiskFull, sentenceOf, Trouble } from '../trouble';
import { afterDeath } from './backoff';
import { type Child, type ChildSpec, type Exit, startChild } from './child';
import type { Leash } from './leash';

export type Log = (line: string) => void;

export interface Supervision {
  leash: Leash;
  log: Log;
  spec: ChildSpec;
  /** Resolves when the program does its work; it may take its time. The signal tells that it exited. */
  ready: (exited: AbortSignal) => Promise<unknown>;
  /** Called after each start and each end. */
  changed?: () => void;
}

/** What fault tests may do to a part. A killed part comes back by itself; a stopped one stays down. */
export interface Part {
  readonly name: string;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
}

/** Keeps one program running: what dies unasked is started again after a back-off, and it is said. */
export class Supervised implements Part {
  private child: Child | undefined;
  private wanted = false;
  private record = { deaths: 0 };
  private waiting = new AbortController();

  constructor(private readonly options: Supervision) {}

  get name(): string {
    return this.options.spec.name;
  }

  get pid(): number | undefined {
    return this.child?.exit === undefined ? this.child?.pid : undefined;
  }

  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Starts it and waits until it is ready. Throws `Trouble` with the end of its log when it is not to be. */
  async start(): Promise<void> {
    this.waiting.abort();
    this.waiting = new AbortController();
    if (this.pid !== undefined) return;
    this.record = { deaths: 0 };
    this.wanted = true;
    try {
      await this.launch();
    } catch (error) {
      this.wanted = false;
      await this.child?.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.wanted = false;
    this.waiting.abort();
    await this.child?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async launch(): Promise<void> {
    const { spec, ready, changed } = this.options;
    const child = await startChild(this.options.leash, spec);
    this.child = child;
    changed?.();
    let readied = false;
    void child.exited.then((exit) => {
      changed?.();
      if (readied && this.child === child) void this.revive(child, exit);
    });
    const exited = new AbortController();
    const died = child.exited.then((exit) => {
      exited.abort();
      throw new Trouble(deathOf(child, exit));
    });
    await Promise.race([ready(exited.signal), died]);
    readied = true;
    if (child.exit !== undefined) throw new Trouble(deathOf(child, child.exit));
  }

  private async revive(child: Child, exit: Exit): Promise<void> {
    let reason = `ended unasked (${exitOf(exit)})`;
    let upForMs = Date.now() - child.startedAt;
    while (await this.waitedAfter(reason, upForMs)) {
      const begun = Date.now();
      try {
        await this.launch();
        this.options.log(`${this.name} is back (process ${String(this.pid)})`);
        return;
      } catch (error) {
        reason = `did not start (${sentenceOf(error).split('\n')[0] ?? ''})`;
        upForMs = Date.now() - begun;
        await this.child?.stop();
      }
    }
  }

  /** Waits out the back-off. False when it was stopped, or started by somebody else, meanwhile. */
  private async waitedAfter(reason: string, upForMs: number): Promise<boolean> {
    const { log, spec } = this.options;
    const { signal } = this.waiting;
    if (!this.wanted || signal.aborted) return false;
    const { record, waitMs } = afterDeath(this.record, upForMs);
    this.record = record;
    log(`${spec.name} ${reason}; starting it again in ${String(waitMs / 1000)} s (log: ${spec.logFile})`);
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}

function exitOf(exit: Exit): string {
  return exit.signal === null ? `exit code ${String(exit.code)}` : `signal ${exit.signal}`;
}

function deathOf(child: Child, exit: Exit): string {
  const { name, logFile } = child.spec;
  const tail = child.tail();
  if (isDiskFull(tail)) return diskFull(tail);
  return `${name} did not start (${exitOf(exit)}); its log ${logFile} ends with:\n${tail}`;
}
