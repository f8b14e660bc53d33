import { setTimeout as pause } from 'node:timers/promises';
import { diskFull, isDiskFull, sentenceOf, Trouble } from '../trouble';
import { afterDeath } from './backoff';
import { type ChildSpec, startChild } from './child';
import type { Leash } from './leash';
import { type Exit, type Life, tailOf } from './life';

export type Log = (line: string) => void;

export interface Supervision {
  name: string;
  /** Where its output goes. */
  logFile: string;
  log: Log;
  /** Begins a life. */
  begin: () => Promise<Life>;
  /** Resolves when the part does its work; it may take its time. The signal tells that it exited. */
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

/** A program of ours, as a child process under supervision. */
export function supervisedChild({
  leash,
  spec,
  ...supervision
}: Pick<Supervision, 'log' | 'ready' | 'changed'> & { leash: Leash; spec: ChildSpec }): Supervised {
  const { name, logFile } = spec;
  return new Supervised({ ...supervision, name, logFile, begin: () => startChild(leash, spec) });
}

/** Keeps one part running: what dies unasked is started again after a back-off, and it is said. */
export class Supervised implements Part {
  private life: Life | undefined;
  private wanted = false;
  private record = { deaths: 0 };
  private waiting = new AbortController();

  constructor(private readonly options: Supervision) {}

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.life?.exit === undefined ? this.life?.pid : undefined;
  }

  kill(signal: NodeJS.Signals): void {
    this.life?.kill(signal);
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
      await this.life?.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.wanted = false;
    this.waiting.abort();
    await this.life?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async launch(): Promise<void> {
    const { begin, ready, changed } = this.options;
    const life = await begin();
    this.life = life;
    if (!this.wanted) {
      await life.stop();
      throw new Trouble(`${this.name} was stopped while it started.`);
    }
    changed?.();
    let readied = false;
    void life.exited.then((exit) => {
      changed?.();
      if (readied && this.life === life) void this.revive(life, exit);
    });
    const exited = new AbortController();
    const died = life.exited.then((exit) => {
      exited.abort();
      throw new Trouble(deathOf(this.options, exit));
    });
    await Promise.race([ready(exited.signal), died]);
    readied = true;
    if (life.exit !== undefined) throw new Trouble(deathOf(this.options, life.exit));
  }

  private async revive(life: Life, exit: Exit): Promise<void> {
    let reason = `ended unasked (${exitOf(exit)})`;
    let upForMs = Date.now() - life.startedAt;
    while (await this.waitedAfter(reason, upForMs)) {
      const begun = Date.now();
      try {
        await this.launch();
        this.options.log(`${this.name} is back (process ${String(this.pid)})`);
        return;
      } catch (error) {
        reason = `did not start (${sentenceOf(error).split('\n')[0] ?? ''})`;
        upForMs = Date.now() - begun;
        await this.life?.stop();
      }
    }
  }

  /** Waits out the back-off. False when it was stopped, or started by somebody else, meanwhile. */
  private async waitedAfter(reason: string, upForMs: number): Promise<boolean> {
    const { log, name, logFile } = this.options;
    const { signal } = this.waiting;
    if (!this.wanted || signal.aborted) return false;
    const { record, waitMs } = afterDeath(this.record, upForMs);
    this.record = record;
    log(`${name} ${reason}; starting it again in ${String(waitMs / 1000)} s (log: ${logFile})`);
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}

function exitOf({ code, signal }: Exit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'nobody saw how' : `exit code ${String(code)}`;
}

function deathOf({ name, logFile }: Supervision, exit: Exit): string {
  const tail = tailOf(logFile);
  if (isDiskFull(tail)) return diskFull(tail);
  return `${name} did not start (${exitOf(exit)}); its log ${logFile} ends with:\n${tail}`;
}
