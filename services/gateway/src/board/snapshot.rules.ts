import type { Board, boardDeltas } from '@kezek/contracts';
import type { z } from 'zod';
import type { Entry } from './position.rules';

/** What somebody who was sent a board knows already. */
export interface Known {
  /** The last offset that had been read before the board was asked for: nothing after it is missing. */
  readonly since: number;
  readonly atMs: number;
  /** The versions of the tickets that hang on the wall, by id. */
  readonly versions: ReadonlyMap<string, number>;
}

/** A board as it was read, with what is needed to tell which events it already contains. */
export interface Snapshot {
  readonly board: Board;
  readonly known: Known;
}

/** @param atMs what `board.at` says, in milliseconds */
export const snapshotOf = (board: Board, since: number, atMs: number): Snapshot => ({
  board,
  known: {
    since,
    atMs,
    versions: new Map(board.calls.map(({ ticket, version }) => [ticket, version])),
  },
});

// More than a transaction may take, or clocks may differ.
const slackMs = 60_000;

/** Whether a delta tells somebody who was sent a board nothing new. */
export function contains(known: Known | undefined, entry: Entry): boolean {
  if (known === undefined) return false;
  if (entry.offset <= known.since || entry.atMs < known.atMs - slackMs) return true;
  const version = known.versions.get(entry.ticket);
  return version !== undefined && entry.version <= version;
}

/** One server-sent event. JSON has no raw line breaks, so one `data:` line is enough. */
export const frameOf = (event: string, id: string, data: unknown): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

type Derived = Pick<Board, 'announcements' | 'waiting' | 'counters'>;

type Change = {
  [N in 'announcements' | 'waiting' | 'counter']: {
    readonly event: N;
    readonly data: z.output<(typeof boardDeltas)[N]>;
  };
}['announcements' | 'waiting' | 'counter'];

const same = (before: unknown, after: unknown): boolean => JSON.stringify(before) === JSON.stringify(after);

/** Whether the office itself has changed, in its name, its clocks or in which counters it has: what no delta can tell. */
export const isRedefined = (before: Board, after: Board): boolean =>
  !same(before.name, after.name) ||
  before.timeZone !== after.timeZone ||
  before.utcOffset !== after.utcOffset ||
  !same(
    before.counters.map(({ code }) => code),
    after.counters.map(({ code }) => code),
  );

/**
 * The events that lead from one read of a board to the next: what no ticket's own event tells. What is to be said aloud
 * goes first.
 */
export function changesBetween(before: Derived | undefined, after: Derived): readonly Change[] {
  const { announcements, waiting } = after;
  const known = new Map(before?.counters.map((counter) => [counter.code, counter]));
  return [
    ...(same(before?.announcements, announcements)
      ? []
      : [{ event: 'announcements' as const, data: announcements }]),
    ...after.counters
      .filter((counter) => !same(known.get(counter.code), counter))
      .map((data) => ({ event: 'counter' as const, data })),
    ...(same(before?.waiting, waiting) ? [] : [{ event: 'waiting' as const, data: waiting }]),
  ];
}
