import { Clock, lastRound, Lifecycle, logger, realMs, sleep, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { shareTimetable } from '../facilities/timetable-lock.query';
import { ChangingService } from './changing.service';
import { undecided, visitOf } from './visit.query';

const roundMs = 60_000;
const never = new Promise<never>(() => undefined);
const work = 'overdue';

/** What was asked for and nobody decided on in time is rejected when it would begin. Several instances may run. */
@Injectable()
export class OverdueService {
  constructor(
    private readonly clock: Clock,
    private readonly work: Work,
    private readonly changing: ChangingService,
  ) {}

  start(lifecycle: Lifecycle): void {
    lastRound.setToCurrentTime({ work });
    const stop = new AbortController();
    const running = this.#run(stop.signal);
    lifecycle.onStop('consumers', work, async () => {
      stop.abort();
      await running;
    });
  }

  /** Each in a transaction of its own: whatever fails, all the others have their turn. */
  async round(): Promise<void> {
    const failures: unknown[] = [];
    for (const ref of await this.work.run((tx, now) => undecided(tx, now)))
      await this.#reject(ref).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }

  /** Whoever decides at the same moment is asked first. */
  #reject(ref: string): Promise<void> {
    return this.work.run(async (tx, now) => {
      const looked = await visitOf(tx, ref);
      if (looked === undefined) return;
      await shareTimetable(tx, looked.facility);
      const { visit } = await this.changing.lock(tx, looked);
      if (visit.state !== 'requested') return;
      const doing = { by: 'system', actor: 'system', now } as const;
      await this.changing.apply(tx, visit, { action: 'auto-reject' }, doing);
    });
  }

  async #run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.round();
        lastRound.setToCurrentTime({ work });
      } catch (error) {
        logger('booking').warn(
          { err: error },
          'what nobody decided on could not be rejected: it is tried again',
        );
      }
      await sleep({ atMostMs: realMs(this.clock, roundMs) }, never, stop);
    }
  }
}
