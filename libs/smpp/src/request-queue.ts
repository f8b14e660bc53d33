import type { Clock } from './clock';
import type { CommandName } from './commands';
import type { Answer } from './outstanding';
import type { RequestOptions, Unanswered, UnsentReason } from './submission';

/** A request that waits for room in window and pace. It leaves exactly once: to the wire or back to its caller. */
export interface QueuedRequest {
  readonly response: CommandName;
  readonly segments: number;
  readonly options: RequestOptions & { readonly reference?: string };
  /** Encodes for this moment: the validity that remains depends on it. */
  readonly encode: (now: number) => Buffer;
  readonly settle: (answer: Answer | NotWritten) => void;
}

export type NotWritten = { readonly kind: 'not-written'; readonly result: Unanswered };

interface Entry {
  readonly request: QueuedRequest;
  readonly stopTimer: () => void;
}

/** Urgent requests first, each kind in order of arrival; every deadline is kept by a timer. */
export class RequestQueue {
  private readonly urgent = new Set<Entry>();
  private readonly ordinary = new Set<Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly atMost: number,
  ) {}

  get size(): number {
    return this.urgent.size + this.ordinary.size;
  }

  add(request: QueuedRequest): void {
    if (this.size >= this.atMost) {
      giveBack(request, { outcome: 'unsent', reason: 'queue-full' });
      return;
    }
    const lane = request.options.urgent === true ? this.urgent : this.ordinary;
    const { deadline } = request.options;
    const expire = () => {
      lane.delete(entry);
      giveBack(request, { outcome: 'expired' });
    };
    // setTimeout takes 31 bits; a deadline in a month is looked at when it is written.
    const wait = deadline === undefined ? Infinity : deadline - this.clock.now();
    const stopTimer = wait < 0x7fffffff ? this.clock.after(Math.max(0, wait), expire) : () => undefined;
    const entry: Entry = { request, stopTimer };
    lane.add(entry);
  }

  /** The next request whose deadline hasn't passed; those that have it behind them are given back as expired. */
  next(): QueuedRequest | undefined {
    for (const lane of [this.urgent, this.ordinary]) {
      for (const entry of lane) {
        lane.delete(entry);
        entry.stopTimer();
        const { deadline } = entry.request.options;
        if (deadline === undefined || this.clock.now() < deadline) return entry.request;
        giveBack(entry.request, { outcome: 'expired' });
      }
    }
    return undefined;
  }

  /** Gives everything back: it will not be written by this client. */
  refuseAll(reason: UnsentReason): void {
    for (const lane of [this.urgent, this.ordinary]) {
      for (const entry of lane) {
        lane.delete(entry);
        entry.stopTimer();
        giveBack(entry.request, { outcome: 'unsent', reason });
      }
    }
  }
}

export function giveBack(request: QueuedRequest, result: Unanswered): void {
  request.settle({ kind: 'not-written', result });
}
