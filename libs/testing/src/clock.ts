import { Clock } from '@kezek/platform';

/** A clock that stands still until it is moved. */
export class FixedClock extends Clock {
  #now: number;

  constructor(start: string) {
    super();
    this.#now = instantOf(start);
  }

  override now(): Date {
    return new Date(this.#now);
  }

  set(instant: string): void {
    this.#now = instantOf(instant);
  }

  advance({
    hours = 0,
    minutes = 0,
    seconds = 0,
  }: {
    hours?: number;
    minutes?: number;
    seconds?: number;
  }): void {
    this.#now += ((hours * 60 + minutes) * 60 + seconds) * 1000;
  }
}

function instantOf(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new Error(`not an instant: ${text}`);
  return value;
}

/** Stands at `start` (RFC 3339). */
export const fixedClock = (start: string): FixedClock => new FixedClock(start);
