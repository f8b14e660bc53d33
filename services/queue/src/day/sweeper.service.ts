import { shortestTimerSeconds } from '@kezek/contracts';
import { Clock, lastRound, logger, realMs, sleep, type Lifecycle } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { HousekeepingService } from './housekeeping.service';
import { NearService } from '../waiting/near.service';
import { TimersService } from './timers.service';

/** However much there is to do: what comes up within a second is done together. */
const tickMs = 1_000;
/** However little: whatever another process has set, or has left when it died, is seen before it is due. */
const lookMs = (shortestTimerSeconds - 1) * 1_000;
const housekeepingMs = 60_000;

/** Winds the timers: one round after the other, until the process stops; sleeps until the next one is due. */
@Injectable()
export class SweeperService {
  #woken = Promise.withResolvers<undefined>();
  #housekeepingAt = 0;
  #begun = false;
  readonly #failing = new Set<string>();

  constructor(
    private readonly timers: TimersService,
    private readonly near: NearService,
    private readonly housekeeping: HousekeepingService,
    private readonly clock: Clock,
  ) {}

  start(lifecycle: Lifecycle): void {
    this.near.onMoved(() => {
      this.#woken.resolve(undefined);
    });
    // A sweep that has never succeeded is late, too.
    for (const work of ['timers', 'housekeeping']) lastRound.setToCurrentTime({ work });
    const stop = new AbortController();
    const running = this.#run(stop.signal);
    lifecycle.onStop('consumers', 'timers', async () => {
      stop.abort();
      await running;
    });
  }

  async #run(stop: AbortSignal): Promise<void> {
    const atLeastMs = realMs(this.clock, tickMs);
    for (let atMostMs = atLeastMs; ;) {
      await sleep({ atLeastMs, atMostMs }, this.#woken.promise, stop);
      if (stop.aborted) return;
      // Before the round: what happens during it isn't slept through.
      this.#woken = Promise.withResolvers();
      atMostMs = realMs(this.clock, await this.#round());
    }
  }

  /** Answers in how many milliseconds of the clock the next one should be at the latest. */
  async #round(): Promise<number> {
    let next = tickMs;
    await this.#perform('timers', async () => (next = await this.#tick()));
    if (performance.now() >= this.#housekeepingAt) {
      this.#housekeepingAt = performance.now() + realMs(this.clock, housekeepingMs);
      await this.#perform('housekeeping', () => this.housekeep());
    }
    return next;
  }

  async #tick(): Promise<number> {
    if (!this.#begun) await this.near.startOver();
    this.#begun = true;
    const due = await this.timers.due();
    const inMs = due === undefined ? lookMs : due.getTime() - this.clock.now().getTime();
    if (inMs <= 0) await this.timers.tick();
    await this.near.tellAll();
    lastRound.setToCurrentTime({ work: 'timers' });
    // After a tick there may be more that is due.
    return inMs <= 0 ? tickMs : Math.min(inMs, lookMs);
  }

  /** The next time does the same again; an outage is said once. */
  async #perform(work: string, act: () => Promise<unknown>): Promise<void> {
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
