import type { Clock } from './clock';
import type { Pdu } from './codec';

/** Why nobody knows what became of a request that was written. */
export type UnknownReason = 'timeout' | 'connection-closed' | 'wrong-response';

/** What came of a request that was written. */
export type Answer =
  | { readonly kind: 'response'; readonly response: Pdu }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

interface Waiting {
  readonly expects: string;
  readonly settle: (answer: Answer) => void;
  readonly stopTimer: () => void;
}

const highestSequence = 0x7fffffff;

/** Requests that wait for their response: each with its own timer, each settled exactly once. */
export class Outstanding {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timeout: number,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  /** The next sequence number that no open request bears: 1 to 0x7FFFFFFF, then from 1 again. */
  nextSequence(): number {
    do {
      this.last = this.last === highestSequence ? 1 : this.last + 1;
    } while (this.waiting.has(this.last));
    return this.last;
  }

  /** Waits for the response `expects` to `sequence`; `onTimeout` tells the owner that the link is in doubt. */
  wait(sequence: number, expects: string, settle: (answer: Answer) => void, onTimeout: () => void): void {
    const stopTimer = this.clock.after(this.timeout, () => {
      this.finish(sequence, { kind: 'unknown', reason: 'timeout' });
      onTimeout();
    });
    this.waiting.set(sequence, { expects, settle, stopTimer });
  }

  /** Gives a response to its request; `false` when none waits for it (late, or never asked). */
  answer(response: Pdu): boolean {
    const waiting = this.waiting.get(response.sequence);
    if (!waiting) return false;
    const fits = response.command === waiting.expects || response.command === 'generic_nack';
    this.finish(
      response.sequence,
      fits ? { kind: 'response', response } : { kind: 'unknown', reason: 'wrong-response' },
    );
    return true;
  }

  /** Settles everything open as unknown: the connection is gone. */
  abandon(): void {
    for (const sequence of [...this.waiting.keys()]) {
      this.finish(sequence, { kind: 'unknown', reason: 'connection-closed' });
    }
  }

  private finish(sequence: number, answer: Answer): void {
    const waiting = this.waiting.get(sequence);
    if (!waiting) return;
    this.waiting.delete(sequence);
    waiting.stopTimer();
    waiting.settle(answer);
  }
}
