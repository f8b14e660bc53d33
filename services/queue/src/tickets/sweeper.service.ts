import { Clock, lastRound, logger, realMs, type Lifecycle } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { HousekeepingService } from './housekeeping.service';
import { NearService } from './near.service';
import { TimersService } from './timers.service';

const tickMs = 1_000;
const housekeepingEvery = 60;

/** Winds the timers: one round after the other, until the process stops. */
@Injectable()
export class SweeperService {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #rounds = 0;
  #failing = false;
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
    try {
      if (this.#rounds === 0) await this.near.startOver();
      await this.timers.tick();
      await this.near.tellAll();
      lastRound.setToCurrentTime({ work: 'timers' });
      if (this.#rounds % housekeepingEvery === 0) await this.housekeep();
      this.#rounds += 1;
      if (this.#failing) logger('timers').info('rounds succeed again');
      this.#failing = false;
    } catch (error) {
      // The next round does the same work again; an outage is said once.
      if (!this.#failing) logger('timers').error({ err: error }, 'a round failed');
      this.#failing = true;
    }
  }

  /** What may wait a minute: the ends of days, and what is kept no longer. */
  async housekeep(): Promise<void> {
    await this.timers.endDays();
    await this.housekeeping.round();
    lastRound.setToCurrentTime({ work: 'housekeeping' });
  }
}
