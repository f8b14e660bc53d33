import type { EventEnvelope } from '@kezek/contracts';
import { type Shown, showTicket } from './delta.rules';
import { type Entry, keptAtMost, missedSince, type Position, writeId } from './position.rules';
import { frameOf } from './snapshot.rules';

/** A ticket's event with where it stood in its topic. */
export interface TicketRecord {
  readonly partition: number;
  readonly offset: number;
  /** From here on the partition has been read without a gap. */
  readonly readFrom: number;
  readonly event: EventEnvelope;
}

/** Of how many tickets the last version is remembered, so that a repeated event is told once. */
const ticketsAtMost = 2000;

const none = -1;

/** What an office's events did to its wall: the last deltas, and where in the topic they end. */
export class OfficeLog {
  readonly #shown = new Map<string, Shown>();
  #partition = none;
  #floor = none;
  #entries: Entry[] = [];

  constructor(private readonly seenOf: (partition: number) => number) {}

  get empty(): boolean {
    return this.#partition === none;
  }

  /** The last offset that was read of the office's partition; −1 where no event of it was. */
  get seen(): number {
    return this.empty ? none : this.seenOf(this.#partition);
  }

  /** The id of an offset; of the last one read where none is given. */
  id(offset = this.seen): string {
    return this.empty || offset === none ? writeId() : writeId({ partition: this.#partition, offset });
  }

  after(offset: number): readonly Entry[] {
    return this.#entries.filter((entry) => entry.offset > offset);
  }

  /** Undefined when it can't be told: then a snapshot is due. */
  missedSince(position: Position | undefined): readonly Entry[] | undefined {
    if (this.empty) return undefined;
    const log = { partition: this.#partition, floor: this.#floor, seen: this.seen, entries: this.#entries };
    return missedSince(log, position);
  }

  /** The delta, where the event changes the wall and isn't a repetition. */
  take({ partition, offset, readFrom, event }: TicketRecord): Entry | undefined {
    this.#follow(partition, readFrom);
    const step = showTicket(event, this.#shown.get(event.subject));
    if (step === undefined) return undefined;
    this.#remember(event.subject, step.shown);
    if (step.delta === undefined) return undefined;
    const { event: name, data } = step.delta;
    const frame = frameOf(name, writeId({ partition, offset }), data);
    const { ticket, version } = data;
    return this.#keep({ offset, ticket, version, atMs: Date.parse(event.time), frame });
  }

  // A gap, or another partition: nothing before it can be resumed from.
  #follow(partition: number, readFrom: number): void {
    if (partition === this.#partition && readFrom - 1 <= this.#floor) return;
    this.#entries =
      partition === this.#partition ? this.#entries.filter((entry) => entry.offset >= readFrom) : [];
    this.#partition = partition;
    this.#floor = readFrom - 1;
  }

  #remember(ticket: string, shown: Shown): void {
    this.#shown.delete(ticket);
    this.#shown.set(ticket, shown);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > ticketsAtMost && oldest !== undefined) this.#shown.delete(oldest);
  }

  #keep(entry: Entry): Entry {
    this.#entries.push(entry);
    if (this.#entries.length > keptAtMost) this.#floor = this.#entries.shift()?.offset ?? this.#floor;
    return entry;
  }
}
