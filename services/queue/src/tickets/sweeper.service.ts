import { describeError, Lifecycle, logger } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
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
    private readonly lifecycle: Lifecycle,
  ) {}

  start(): void {
    this.lifecycle.onStop('consumers', 'timers', async () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      await this.#running;
    });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().then(() => {
        this.#schedule();
      });
    }, tickMs);
  }

  async #round(): Promise<void> {
    try {
      if (this.#rounds === 0) await this.near.startOver();
      await this.timers.tick();
      if (this.#rounds % housekeepingEvery === 0) await this.timers.housekeep();
      this.#rounds += 1;
      this.#failing = false;
    } catch (error) {
      // The next round does the same work again; an outage is said once.
      if (!this.#failing) logger('timers').error({ error: describeError(error) }, 'a round failed');
      this.#failing = true;
    }
  }
}
