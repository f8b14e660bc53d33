import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { inheritedEnvironment } from '../settings';
import { Trouble } from '../trouble';
import { descendantsOf } from './descendants';
import type { Leash } from './leash';
import { type Exit, type Life, tailOf } from './life';
import { startOf } from './watchdog';

/** A program to run as our child: its output goes to `logFile`; `stopSignal` asks it to stop in an orderly way. */
export interface ChildSpec {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  owner?: { uid: number; gid: number };
  logFile: string;
  /** Its output goes to our own terminal instead of `logFile`. */
  onTerminal?: boolean;
  stopSignal?: NodeJS.Signals;
  stopWithinMs?: number;
}

// The child waits on fd 3 until the watchdog knows it; if we die before that, it reads the end of file and leaves.
const gate = 'read -r go <&3 || exit 1; exec 3<&-; exec "$@"';

/** Starts a program that cannot outlive this process. It may fail later: see `exited`. */
export async function startChild(leash: Leash, spec: ChildSpec): Promise<Child> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = spec.onTerminal === true ? undefined : openSync(spec.logFile, 'a', 0o600);
  try {
    const handle = spawn('/bin/sh', ['-c', gate, 'kezek', spec.command, ...spec.args], {
      detached: true,
      stdio: ['ignore', log ?? 'inherit', log ?? 'inherit', 'pipe'],
      env: spec.env ?? inheritedEnvironment(),
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...spec.owner,
    });
    const child = new Child(spec, handle, leash);
    await child.begin();
    return child;
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

export class Child implements Life {
  readonly startedAt = Date.now();
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;

  constructor(
    readonly spec: ChildSpec,
    private readonly handle: ChildProcess,
    private readonly leash: Leash,
  ) {
    this.exited = new Promise((resolve) => {
      const ended = (exit: Exit) => {
        this.exit = exit;
        if (handle.pid !== undefined) leash.release(String(handle.pid));
        resolve(exit);
      };
      handle.once('error', () => {
        ended({ code: 127, signal: null });
      });
      handle.once('exit', (code, signal) => {
        ended({ code, signal });
      });
    });
  }

  get pid(): number {
    if (this.handle.pid === undefined) throw new Trouble(`${this.spec.name} could not be started.`);
    return this.handle.pid;
  }

  /** Registers the process with the watchdog, then opens the gate. */
  async begin(): Promise<void> {
    const { pid } = this;
    const start = startOf(pid);
    const { name, stopSignal: signal = 'SIGTERM' } = this.spec;
    const go = this.handle.stdio[3] as Writable;
    go.on('error', () => undefined);
    try {
      if (start !== undefined) await this.leash.register({ name, pid, start, signal });
    } catch (error) {
      // A gate that is closed for good ends who waits at it.
      go.destroy();
      throw error;
    }
    go.end('go\n');
  }

  /** Signals the process with everything it started (PostgreSQL's backends leave its process group). */
  kill(signal: NodeJS.Signals): void {
    if (this.exit !== undefined) return;
    for (const target of [...descendantsOf(this.pid), -this.pid]) {
      try {
        process.kill(target, signal);
      } catch {
        // it ended meanwhile
      }
    }
  }

  /** Asks to stop; kills after the time allowed. */
  async stop(): Promise<Exit> {
    if (this.exit !== undefined) return this.exit;
    const { stopSignal = 'SIGTERM', stopWithinMs = 10_000 } = this.spec;
    this.ask('SIGCONT');
    this.ask(stopSignal);
    const patience = new AbortController();
    const late = pause(stopWithinMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.exited, late]);
    patience.abort();
    this.kill('SIGKILL');
    return this.exited;
  }

  /** The end of its output, for a message about why it failed. */
  tail(): string {
    return tailOf(this.spec.logFile);
  }

  private ask(signal: NodeJS.Signals): void {
    try {
      process.kill(this.pid, signal);
    } catch {
      // it ended meanwhile
    }
  }
}
