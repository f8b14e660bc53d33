import type { Announcement, Office, Text } from '@kezek/contracts';
import { plusSeconds } from '@kezek/platform';

/** A call that hangs on the wall. */
export interface Call {
  readonly number: string;
  readonly counter: string;
  readonly state: 'called' | 'serving';
  /** Of the call, or of its last repetition. */
  readonly saidAt: Date;
  readonly version: number;
}

/** What it takes to say a number and a counter in three languages. */
const everyMs = 6000;
const repeatedAtMost = 5;

interface Due {
  readonly call: Call;
  readonly atMs: number;
}

/**
 * The calls of an office one after another: each at its own time, or as soon as the one before has had its six seconds.
 * Who is being served is no longer announced, but has had his turn: it moves nobody else's. Of what is over the last
 * five are kept, to be repeated; what is to come is bounded by the counters, for each of them calls one at a time.
 */
export function announcements(
  { counters }: Pick<Office, 'counters'>,
  calls: readonly Call[],
  now: Date,
): Announcement[] {
  const due: Due[] = [];
  let freeAtMs = -Infinity;
  for (const call of [...calls].sort(inOrder)) {
    const atMs = Math.max(call.saidAt.getTime(), freeAtMs);
    due.push({ call, atMs });
    freeAtMs = atMs + everyMs;
  }
  const shown = due.filter(({ call }) => call.state === 'called');
  const over = shown.filter(({ atMs }) => atMs <= now.getTime()).length;
  return shown
    .slice(Math.max(0, over - repeatedAtMost))
    .map((announced) => toAnnouncement(announced, counters));
}

const inOrder = (a: Call, b: Call): number =>
  a.saidAt.getTime() - b.saidAt.getTime() || (a.number < b.number ? -1 : 1);

function toAnnouncement({ call, atMs }: Due, counters: Office['counters']): Announcement {
  const { number, counter, version } = call;
  const name = counters.find(({ code }) => code === counter)?.name;
  const at = plusSeconds(call.saidAt, (atMs - call.saidAt.getTime()) / 1000).toISOString();
  return { number, counter, at, text: textOf(number, counter, name), version };
}

/** `K012, 5-терезе`; by the counter's own name where it has one. */
const textOf = (number: string, counter: string, name: Text | undefined): Announcement['text'] => ({
  kk: `${number}, ${name?.kk ?? `${counter}-терезе`}`,
  ru: `${number}, ${name?.ru ?? `окно ${counter}`}`,
  en: `${number}, ${name?.en ?? `counter ${counter}`}`,
});
