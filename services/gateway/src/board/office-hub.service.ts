import type { Board } from '@kezek/contracts';
import { describeError, logger } from '@kezek/platform';
import type { BoardClient } from './board-client.service';
import { OfficeLog, type TicketRecord } from './office-log.service';
import { type Entry, readId } from './position.rules';
import {
  changesBetween,
  contains,
  frameOf,
  isRedefined,
  type Known,
  type Snapshot,
  snapshotOf,
} from './snapshot.rules';

/** The board is read at most this often for an office, whoever asks. */
const readEveryMs = 250;
const readAgainAfterFailureMs = 1000;
/** Nothing was heard for so long: it is looked whether that is because Kafka is away. */
const quietAtMostMs = 5000;

export type ReadBoard = (office: string) => Promise<Board>;

interface Reader {
  readonly client: BoardClient;
  /** The board that it was sent last; absent for those who resumed. */
  known: Known | undefined;
}

/**
 * An office's live board on this gateway: its last deltas, who is watching, and one read of the queue service for all
 * of them. Deltas of tickets come from their events; `announcements`, `waiting` and `counter` from reading the board
 * after events, and now and then without any: who is called is told, though later, also while Kafka is away.
 */
export class OfficeHub {
  readonly #readers = new Set<Reader>();
  /** Came back and were sent what they missed; the next read tells them `waiting` and every `counter`. */
  readonly #returned = new Set<Reader>();
  readonly #log: OfficeLog;
  #last: Snapshot | undefined;
  #nextReadMs = 0;
  #reading: Promise<Snapshot> | undefined;
  /** Something has happened since the board was last asked for. */
  #dirty = false;
  #timer: NodeJS.Timeout | undefined;
  #timerDueMs = Infinity;
  #ended = false;

  constructor(
    readonly office: string,
    private readonly readBoard: ReadBoard,
    seenOf: (partition: number) => number,
    private readonly quietMs = quietAtMostMs,
  ) {
    this.#log = new OfficeLog(seenOf);
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Nobody watches and nothing is kept. */
  get idle(): boolean {
    return this.#readers.size === 0 && this.#log.empty;
  }

  /** Sends what the records change, in one piece for each client, and has the board read anew soon. */
  take(records: readonly TicketRecord[]): number {
    const entries = records.map((record) => this.#log.take(record)).filter((entry) => entry !== undefined);
    const all = framesOf(entries, undefined);
    for (const { client, known } of this.#readers)
      client.send(entries.some((entry) => contains(known, entry)) ? framesOf(entries, known) : all);
    this.touch();
    return entries.length;
  }

  /** The board may have changed: reads it at once, or as soon as it may be read again. */
  touch(): void {
    this.#dirty = true;
    this.#readIn(Math.max(0, this.#nextReadMs - performance.now()));
  }

  /**
   * Lets a client in: after `lastEventId` where that is known, else with a snapshot. Returns how it leaves.
   * @throws {Refusal} of the read of the board, before anything was sent.
   */
  async join(lastEventId: string | undefined, open: () => BoardClient): Promise<() => void> {
    const resumes = this.#log.missedSince(readId(lastEventId)) !== undefined;
    const snapshot = resumes ? undefined : await this.#fresh();
    // From here on nothing is awaited: no event can come in between.
    const missed = resumes ? this.#log.missedSince(readId(lastEventId)) : undefined;
    const reader: Reader = { client: open(), known: snapshot?.known };
    this.#readers.add(reader);
    if (snapshot === undefined) {
      reader.client.send(framesOf(missed ?? [], undefined));
      this.#returned.add(reader);
    } else reader.client.send(this.#opening(snapshot));
    if (this.#dirty || snapshot === undefined) this.touch();
    else this.#readIn(this.quietMs);
    if (this.#ended) this.end();
    return () => {
      this.#readers.delete(reader);
      this.#returned.delete(reader);
    };
  }

  /** Comments and the like, to everybody. */
  broadcast(frames: string): void {
    for (const { client } of this.#readers) client.send(frames);
  }

  /** Ends every stream, also those that are about to begin. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const { client } of this.#readers) client.end();
    this.#readers.clear();
  }

  #opening({ board, known }: Snapshot): string {
    const id = this.#log.id(known.since);
    return frameOf('snapshot', id, board) + framesOf(this.#log.after(known.since), known);
  }

  #readIn(ms: number): void {
    const dueMs = performance.now() + ms;
    if (this.#ended || this.#readers.size === 0 || this.#timerDueMs <= dueMs) return;
    clearTimeout(this.#timer);
    this.#timerDueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#timerDueMs = Infinity;
      if (this.#readers.size > 0) void this.#refresh();
    }, ms);
  }

  async #fresh(): Promise<Snapshot> {
    const young = performance.now() < this.#nextReadMs;
    return this.#last !== undefined && young && !this.#dirty ? this.#last : await this.#read();
  }

  async #read(): Promise<Snapshot> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return await this.#reading;
  }

  async #readNow(): Promise<Snapshot> {
    this.#dirty = false;
    const since = this.#log.seen;
    try {
      const board = await this.readBoard(this.office);
      const snapshot = snapshotOf(board, since, Date.parse(board.at));
      this.#nextReadMs = performance.now() + readEveryMs;
      this.#publish(snapshot);
      return snapshot;
    } catch (error) {
      this.#dirty = true;
      this.#nextReadMs = performance.now() + readAgainAfterFailureMs;
      throw error;
    }
  }

  async #refresh(): Promise<void> {
    try {
      await this.#read();
    } catch (error) {
      logger('board').warn({ office: this.office, err: describeError(error) }, 'the board cannot be read');
    }
    if (this.#dirty) this.touch();
    else this.#readIn(this.quietMs);
  }

  #publish(snapshot: Snapshot): void {
    if (this.#last && isRedefined(this.#last.board, snapshot.board)) this.#tellAnew(snapshot);
    else this.#tellChanges(snapshot);
    this.#returned.clear();
    this.#last = snapshot;
  }

  #tellAnew(snapshot: Snapshot): void {
    for (const reader of this.#readers) {
      reader.known = snapshot.known;
      reader.client.send(this.#opening(snapshot));
    }
  }

  #tellChanges(snapshot: Snapshot): void {
    const frames = (before: Board | undefined) =>
      changesBetween(before, snapshot.board)
        .map(({ event, data }) => frameOf(event, this.#log.id(), data))
        .join('');
    const changes = frames(this.#last?.board);
    const everything = this.#returned.size > 0 ? frames(undefined) : '';
    for (const reader of this.#readers) reader.client.send(this.#returned.has(reader) ? everything : changes);
  }
}

const framesOf = (entries: readonly Entry[], known: Known | undefined): string =>
  entries
    .filter((entry) => !contains(known, entry))
    .map(({ frame }) => frame)
    .join('');
