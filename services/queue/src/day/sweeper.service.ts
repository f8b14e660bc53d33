import { Clock, lastRound, logger, realMs, type Lifecycle } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { HousekeepingService } from './housekeeping.service';
import { NearService } from '../waiting/near.service';
import { TimersService } from './timers.service';

const tickMs = 1_000;
const housekeepingEvery = 60;

/** Winds the timers: one round after the other, until the process stops. */
@Injectable()
export class SweeperService {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #rounds = 0;
  #begun = false;
  readonly #failing = new Set<string>();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly timers: TimersService,
    private readonly near: NearService,
    private readonly housekeeping: HousekeepingService,
    private readonly clock: Clock,
  ) {}

  start(lifecycle: Lifecycle): void {
    lifecycle.onStop('consumers', 'timers', async () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      await this.#running;
    });
    // A sweep that has never succeeded is late, too.
    for (const work of ['timers', 'housekeeping']) lastRound.setToCurrentTime({ work });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(
      () => {
        this.#running = this.#round().then(() => {
          this.#schedule();
        });
      },
      realMs(this.clock, tickMs),
    );
  }

  async #round(): Promise<void> {
    await this.#perform('timers', () => this.#tick());
    if (this.#rounds % housekeepingEvery === 0) await this.#perform('housekeeping', () => this.housekeep());
    this.#rounds += 1;
  }

  async #tick(): Promise<void> {
    if (!this.#begun) await this.near.startOver();
    this.#begun = true;
    await this.timers.tick();
    await this.near.tellAll();
    lastRound.setToCurrentTime({ work: 'timers' });
  }

  /** The next time does the same again; an outage is said once. */
  async #perform(work: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
      if (this.#failing.delete(work)) logger('timers').info({ work }, 'rounds succeed again');
    } catch (error) {
      if (!this.#failing.has(work)) logger('timers').error({ err: error, work }, 'a round failed');
      this.#failing.add(work);
    }
  }

  /** What may wait a minute. Whatever fails, all the rest has its turn. */
  async housekeep(): Promise<void> {
    const failures: unknown[] = [];
    for (const work of [() => this.timers.endDays(), ...this.housekeeping.works()])
      await work().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
    lastRound.setToCurrentTime({ work: 'housekeeping' });
  }
}
