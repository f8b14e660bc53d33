import type { Entry, Given } from './entry';
import { Journal } from './journal';
import type { Line } from './line';
import { after, nothing, type KioskState } from './state';

export interface Surroundings {
  readonly line: Line;
  /** The kiosk's own clock, however wrong. */
  readonly now: () => Date;
  /** Hands a line to the printer; returns when it is out of our hands. */
  readonly print: (line: string) => void;
}

/** A kiosk at work: what it does is in the journal before anybody sees it. Whoever opens one holds the lock. */
export class Kiosk {
  readonly #journal: Journal;
  readonly line: Line;
  #state: KioskState;

  constructor(
    dir: string,
    private readonly surroundings: Surroundings,
  ) {
    this.line = surroundings.line;
    this.#journal = new Journal(dir);
    this.#state = this.#journal.entries.reduce(after, nothing);
  }

  get state(): KioskState {
    return this.#state;
  }

  close(): void {
    this.#journal.close();
  }

  /** By the kiosk's own clock. */
  ownNow(): Date {
    return this.surroundings.now();
  }

  /** By the clock of the queue, as far as it is known; never before the last ticket, nor before the block. */
  now(): string {
    const own = this.ownNow().getTime() + this.#state.aheadMs;
    const last = Date.parse(this.#state.notBefore ?? '');
    return new Date(last > own ? last : own).toISOString();
  }

  note(entry: Entry): void {
    this.#journal.append(entry);
    this.#state = after(this.#state, entry);
  }

  noteLine(up: boolean): void {
    if (up && this.#state.offlineSince === undefined) return;
    this.note({ kind: 'line', up, at: this.now() });
  }

  /**
   * The ticket is on disk first, so that its number is never given out again; then it is printed, and only then noted
   * as printed. Whoever dies in between leaves a ticket that may have been printed, and that nobody prints again.
   */
  give(ticket: Given): void {
    this.note({ kind: 'given', ticket });
    this.surroundings.print(JSON.stringify(ticket));
    this.note({ kind: 'printed', trackingToken: ticket.trackingToken });
  }
}
