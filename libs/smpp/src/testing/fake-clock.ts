import type { Clock } from '../clock';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that moves only when told; timers fire in order of their time. */
export class FakeClock implements Clock {
  private elapsed = 0;
  private readonly timers = new Set<Timer>();

  constructor(private epoch = Date.UTC(2026, 0, 15, 9, 0, 0)) {}

  get pendingTimers(): number {
    return this.timers.size;
  }

  now(): number {
    return this.epoch + this.elapsed;
  }

  ticks(): number {
    return this.elapsed;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.elapsed + milliseconds, callback };
    this.timers.add(timer);
    return () => {
      this.timers.delete(timer);
    };
  }

  /** Moves on, firing what falls due, and lets promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.elapsed + milliseconds;
    for (let next = this.due(end); next; next = this.due(end)) {
      this.timers.delete(next);
      this.elapsed = next.at;
      next.callback();
      await settle();
    }
    this.elapsed = end;
    await settle();
  }

  /** The wall clock is set; monotonic time isn't. */
  step(milliseconds: number): void {
    this.epoch += milliseconds;
  }

  private due(end: number): Timer | undefined {
    const due = [...this.timers].filter(({ at }) => at <= end);
    return due.sort((first, second) => first.at - second.at)[0];
  }
}

/** Lets promises that can settle do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
