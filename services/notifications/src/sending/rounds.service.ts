import { describeError, HealthRegistry, logger } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Erasure } from '../contacts/erasure.service';
import { SealingKeys } from '../contacts/sealing-keys.service';
import { Receipts } from '../receipts/receipts.service';
import { Questions } from './questions.service';
import { Recovery } from './recovery.service';

interface Round {
  readonly name: string;
  readonly everyMs: number;
  /** Answers how much was done: while that isn't zero, it goes on at once. */
  readonly work: () => Promise<number>;
}

const aWhile = 600_000;
const goOnAtMost = 1000;

/** What is done again and again, in every process; each piece of work is claimed, so that they don't disturb each other. */
@Injectable()
export class Rounds {
  readonly #stop = new AbortController();
  readonly #rounds: readonly Round[];
  #running: readonly Promise<void>[] = [];

  constructor(
    recovery: Recovery,
    questions: Questions,
    receipts: Receipts,
    erasure: Erasure,
    keys: SealingKeys,
    private readonly health: HealthRegistry,
  ) {
    this.#rounds = [
      { name: 'expire', everyMs: 500, work: async () => recovery.expire() },
      { name: 'recover', everyMs: 1000, work: async () => recovery.recover() },
      { name: 'strays', everyMs: 1000, work: async () => receipts.matchStrays() },
      { name: 'cancel', everyMs: 250, work: async () => questions.cancelAccepted() },
      { name: 'resolve', everyMs: 1000, work: async () => questions.resolveOverdue() },
      { name: 'erase', everyMs: aWhile, work: async () => erasure.erase() },
      { name: 'retire-keys', everyMs: aWhile, work: async () => keys.retire() },
    ];
  }

  start(): void {
    this.#running = this.#rounds.map(async (round) => this.#go(round));
    let ended = 0;
    for (const running of this.#running) void running.finally(() => (ended += 1));
    this.health.onLive('rounds', () => ({ ok: ended === 0 || this.#stop.signal.aborted }));
  }

  /** Lets what has begun end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  async #go({ name, everyMs, work }: Round): Promise<void> {
    const { signal } = this.#stop;
    let failing = false;
    while (!signal.aborted) {
      try {
        for (let turn = 0; turn < goOnAtMost && !signal.aborted && (await work()) > 0; turn++);
        failing = false;
      } catch (error) {
        if (!failing)
          logger('rounds').warn({ err: describeError(error), round: name }, 'a round failed; it comes again');
        failing = true;
      }
      await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
