/** The only source of "now" outside of tests; rules get instants as facts. An injection token, too. */
export abstract class Clock {
  /**
   * How many of its seconds pass in one of the machine's: 1, but for a simulated clock. What a process does for itself
   * (timers, leases on its own work, patience with others) is counted in real time, by `realMs` and `plusRealMs`.
   */
  readonly rate: number = 1;

  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

const shortestTimerMs = 50;

/** The real milliseconds in which so many of the clock's pass, for a timer: at least 50 where the clock runs faster. */
export const realMs = (clock: Clock, milliseconds: number): number =>
  clock.rate === 1 ? milliseconds : Math.max(shortestTimerMs, milliseconds / clock.rate);

/** What the clock shows when so many real milliseconds have passed. */
export const plusRealMs = (clock: Clock, milliseconds: number): Date =>
  new Date(clock.now().getTime() + milliseconds * clock.rate);

/** The machine's time, in milliseconds since 1970, at which the clock will show an instant: for a deadline of others. */
export const realAt = (clock: Clock, instant: Date): number =>
  Date.now() + (instant.getTime() - clock.now().getTime()) / clock.rate;

/** What the clock shows at a time of the machine's. */
export const shownAt = (clock: Clock, realMilliseconds: number): Date =>
  plusRealMs(clock, realMilliseconds - Date.now());
