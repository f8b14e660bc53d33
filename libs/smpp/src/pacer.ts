export interface PaceLimits {
  /** Segments per second that the account allows. */
  readonly segmentsPerSecond: number;
  /** Milliseconds of silence after the SMSC asked to slow down. Default 1,000. */
  readonly pause?: number;
}

const slowest = 1 / 64;
const recoveryStep = 0.05;
const burst = 100;

/**
 * When the next segment may go. Throttling pauses, then halves the rate; every second of peace afterwards gives
 * back 5 % of the allowed rate. Pure: the time (monotonic milliseconds) is an argument.
 */
export class Pacer {
  private readonly ceiling: number;
  private readonly pause: number;
  private share = 1;
  private pausedUntil = -Infinity;
  private freeAt = -Infinity;

  constructor(limits: PaceLimits) {
    this.ceiling = limits.segmentsPerSecond;
    this.pause = limits.pause ?? 1000;
  }

  /** Segments per second allowed now. */
  rate(now: number): number {
    return this.ceiling * this.shareAt(now);
  }

  /** Milliseconds until a segment may be written; 0 when it may now. */
  delay(now: number): number {
    return Math.max(0, this.pausedUntil - now, this.freeAt - now);
  }

  /** Accounts for segments written now. Up to 100 ms of the rate may go at once. */
  take(now: number, segments: number): void {
    this.freeAt = Math.max(this.freeAt, now - burst) + (segments * 1000) / this.rate(now);
  }

  /** The SMSC refused for load. Refusals of one pause are one signal: a window full of them halves once. */
  throttle(now: number): void {
    if (now < this.pausedUntil) return;
    this.share = Math.max(slowest, this.shareAt(now) / 2);
    this.pausedUntil = now + this.pause;
  }

  /** Milliseconds until the allowed rate is reached again; 0 when it is. */
  recovery(now: number): number {
    const steps = Math.ceil((1 - this.share) / recoveryStep - 1e-9);
    return steps <= 0 ? 0 : Math.max(0, this.pausedUntil + steps * 1000 - now);
  }

  private shareAt(now: number): number {
    const seconds = Math.max(0, Math.floor((now - this.pausedUntil) / 1000));
    return this.share >= 1 ? 1 : Math.min(1, this.share + seconds * recoveryStep);
  }
}
