import { describeError, type HealthRegistry, logger } from '@kezek/platform';
import { setTimeout as pause } from 'node:timers/promises';

export interface Round {
  readonly name: string;
  readonly everyMs: number;
  /** Answers how much was done: while that isn't zero, it goes on at once. */
  readonly work: () => Promise<number>;
}

const atOnceAtMost = 1000;

/** What is done again and again, in every process; each piece of work is claimed, so that they don't disturb each other. */
export class Rounds {
  readonly #stop = new AbortController();
  #running: readonly Promise<void>[] = [];

  constructor(private readonly rounds: readonly Round[]) {}

  start(health: HealthRegistry): void {
    this.#running = this.rounds.map(async (round) => this.#go(round));
    let ended = 0;
    for (const running of this.#running) void running.finally(() => (ended += 1));
    health.onLive('rounds', () => ({ ok: ended === 0 || this.#stop.signal.aborted }));
  }

  /** Lets what has begun end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  async #go(round: Round): Promise<void> {
    const { signal } = this.#stop;
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.#once(round);
        failing = false;
      } catch (error) {
        const { name } = round;
        if (!failing)
          logger('rounds').warn({ err: describeError(error), round: name }, 'a round failed; it comes again');
        failing = true;
      }
      await pause(round.everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #once({ work }: Round): Promise<void> {
    for (let turn = 0; turn < atOnceAtMost; turn++)
      if ((await work()) === 0 || this.#stop.signal.aborted) return;
  }
}
