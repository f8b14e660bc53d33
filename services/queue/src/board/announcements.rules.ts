import type { Announcement, Office, Text } from '@kezek/contracts';
import { plusSeconds } from '@kezek/platform';

/** A call, or its repetition, when it was made. */
export interface Said {
  readonly ticket: string;
  readonly number: string;
  readonly counter: string;
  readonly saidAt: Date;
  /** Of the ticket, then. */
  readonly version: number;
  /** The same call once more. */
  readonly repeated: boolean;
  /** Nobody has come to it yet. */
  readonly open: boolean;
}

/** What it takes to say a number and a counter in three languages. */
const everyMs = 6000;
const repeatedAtMost = 5;

interface Due extends Said {
  readonly atMs: number;
}

/**
 * The calls of an office one after another: each at its own time, or as soon as the one before has had its six seconds.
 * Calls that are over are no longer announced, but have had their turn: they move nobody else's, so every time stays
 * what it was. Of what was announced the last five are kept, to be repeated; what is to come is bounded by the counters,
 * for each of them calls one at a time.
 */
export function announcements(
  { counters }: Pick<Office, 'counters'>,
  said: readonly Said[],
  now: Date,
): Announcement[] {
  const open = inTurn(said).filter((due) => due.open);
  const made = open.filter(({ atMs }) => atMs <= now.getTime());
  const latest = new Map(made.map((due) => [due.ticket, due]));
  const kept = made.filter((due) => latest.get(due.ticket) === due).slice(-repeatedAtMost);
  return [...kept, ...open.slice(made.length)].map((due) => toAnnouncement(due, counters));
}

/** Who is called again before the first call was announced is announced once, in the place of the first. */
function inTurn(said: readonly Said[]): Due[] {
  const due: Due[] = [];
  const lastOf = new Map<string, number>();
  let freeAtMs = -Infinity;
  for (const one of [...said].sort(inOrder)) {
    const saidAtMs = one.saidAt.getTime();
    if (one.repeated && (lastOf.get(one.ticket) ?? -Infinity) > saidAtMs) continue;
    const atMs = Math.max(saidAtMs, freeAtMs);
    due.push({ ...one, atMs });
    lastOf.set(one.ticket, atMs);
    freeAtMs = atMs + everyMs;
  }
  return due;
}

const inOrder = (a: Said, b: Said): number => a.saidAt.getTime() - b.saidAt.getTime() || byName(a, b);

/** Of those who were called at once: by number; one may be there twice, where the first has gone. */
const byName = (a: Said, b: Said): number =>
  a.number === b.number ? (a.ticket < b.ticket ? -1 : 1) : a.number < b.number ? -1 : 1;

function toAnnouncement(due: Due, counters: Office['counters']): Announcement {
  const { ticket, number, counter, version, saidAt, atMs } = due;
  const name = counters.find(({ code }) => code === counter)?.name;
  const at = plusSeconds(saidAt, (atMs - saidAt.getTime()) / 1000).toISOString();
  return { ticket, number, counter, at, text: textOf(number, counter, name), version };
}

/** `K012, 5-терезе`; by the counter's own name where it has one. */
const textOf = (number: string, counter: string, name: Text | undefined): Announcement['text'] => ({
  kk: `${number}, ${name?.kk ?? `${counter}-терезе`}`,
  ru: `${number}, ${name?.ru ?? `окно ${counter}`}`,
  en: `${number}, ${name?.en ?? `counter ${counter}`}`,
});
