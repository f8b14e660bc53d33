import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { textOf } from '@kezek/testing';

/** How often each status came; `failed`: no answer at all. */
export type Answers = Readonly<Record<string, number>>;

/** Callers without a token in a closed loop, in a process of their own. */
export class Crowd {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  constructor(origin: string, connections: number, paths: readonly string[]) {
    const program = join(import.meta.dirname, 'crowd-process.ts');
    const settings = [program, origin, String(connections), ...paths];
    this.#child = spawn(process.execPath, settings, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  async leave(): Promise<Answers> {
    const said = textOf(this.#child.stdout);
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    await gone;
    return JSON.parse(await said) as Answers;
  }
}
