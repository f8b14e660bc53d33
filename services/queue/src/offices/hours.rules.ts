import type { Hours, Weekday } from '@kezek/contracts';
import { Temporal } from 'temporal-polyfill';

/** A moment on the office's own wall: `YYYY-MM-DD` and `HH:mm`. */
export interface WallTime {
  readonly date: string;
  readonly time: string;
}

/** `until`/`opens` are absent where there is no end, or no opening within 400 days. */
export type Opening =
  { readonly open: true; readonly until?: WallTime } | { readonly open: false; readonly opens?: WallTime };

interface Span {
  readonly from: string;
  readonly to: string;
}

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const daysAhead = 400;

/** Whether an office with these hours is open at a moment, until when, or when it opens next. */
export function openingAt(hours: Hours, now: WallTime): Opening {
  if ('roundTheClock' in hours) return { open: true };
  const span = spansOn(hours, now.date).find(({ from, to }) => from <= now.time && now.time < to);
  if (span) return { open: true, until: { date: now.date, time: span.to } };
  const opens = nextOpening(hours, now);
  return opens ? { open: false, opens } : { open: false };
}

function nextOpening(hours: Exclude<Hours, { roundTheClock: true }>, now: WallTime): WallTime | undefined {
  const today = Temporal.PlainDate.from(now.date);
  for (let ahead = 0; ahead <= daysAhead; ahead += 1) {
    const date = today.add({ days: ahead }).toString();
    const span = spansOn(hours, date).find(({ from }) => ahead > 0 || from > now.time);
    if (span) return { date, time: span.from };
  }
  return undefined;
}

/** An exception replaces the whole day of the week. */
function spansOn(hours: Exclude<Hours, { roundTheClock: true }>, date: string): Span[] {
  const exceptions = (hours.exceptions ?? []).filter((exception) => exception.date === date);
  const spans: readonly (Span | { closed: true })[] =
    exceptions.length > 0 ? exceptions : hours.weekly.filter(({ days }) => days.includes(weekdayOf(date)));
  return spans.filter((span): span is Span => 'from' in span).sort((a, b) => (a.from < b.from ? -1 : 1));
}

function weekdayOf(date: string): Weekday {
  const day = weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1];
  if (day === undefined) throw new RangeError(date);
  return day;
}
