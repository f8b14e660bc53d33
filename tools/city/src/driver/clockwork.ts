import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, plusSeconds, realAt } from '@kezek/platform';

/** Waiting in the time of the offices. What the signal ends rejects with an `AbortError`. */
export class Clockwork {
  constructor(
    private readonly clock: Clock,
    readonly signal: AbortSignal,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  async until(instant: Date): Promise<void> {
    const { signal } = this;
    signal.throwIfAborted();
    await pause(Math.max(0, realAt(this.clock, instant) - Date.now()), undefined, { signal });
  }

  async forSeconds(seconds: number): Promise<void> {
    await this.until(plusSeconds(this.now(), seconds));
  }

  async forMinutes(minutes: number): Promise<void> {
    await this.forSeconds(minutes * 60);
  }

  /** The same clock, which another signal stops, too. */
  stoppedBy(signal: AbortSignal): Clockwork {
    return new Clockwork(this.clock, AbortSignal.any([this.signal, signal]));
  }
}

/** True of what a wait rejects with when its signal was aborted; by name, since Jest's `Error` is not Node's. */
export const isAbort = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
