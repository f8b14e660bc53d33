import { weekday, type Hours, type Weekday } from '@kezek/contracts';
import { addDays, weekdayOf } from '@kezek/platform';

/** A moment on the office's own wall: `YYYY-MM-DD` and `HH:mm`. */
export interface WallTime {
  readonly date: string;
  readonly time: string;
}

/** `until`/`opens` are absent where there is no end within eight days, or no opening within 400. */
export type Opening =
  { readonly open: true; readonly until?: WallTime } | { readonly open: false; readonly opens?: WallTime };

interface Span {
  readonly from: string;
  readonly to: string;
}

const daysAhead = 400;
const daysOpen = 8;

type Weekly = Exclude<Hours, { roundTheClock: true }>;

/** Whether an office with these hours is open at a moment, until when, or when it opens next. */
export function openingAt(hours: Hours, now: WallTime): Opening {
  if ('roundTheClock' in hours) return { open: true };
  const span = spanAt(hours, now);
  if (span) {
    const until = closingOf(hours, { date: now.date, time: span.to });
    return { open: true, ...(until && { until }) };
  }
  const opens = nextOpening(hours, now);
  return opens ? { open: false, opens } : { open: false };
}

/** Since when an office that is open has been so; undefined where that is more than eight days, or it is closed. */
export function openSince(hours: Hours, now: WallTime): WallTime | undefined {
  if ('roundTheClock' in hours) return undefined;
  let since = spanAt(hours, now)?.from;
  let { date } = now;
  for (let days = 0; since !== undefined && days < daysOpen; days += 1) {
    const yesterday = addDays(date, -1);
    const before = spansOn(hours, yesterday).find(({ to }) => to === '24:00');
    if (since > '00:00' || before === undefined) return { date, time: since };
    [date, since] = [yesterday, before.from];
  }
  return undefined;
}

/** An opening that goes on after midnight closes when that ends. */
function closingOf(hours: Weekly, end: WallTime): WallTime | undefined {
  let { date, time } = end;
  for (let days = 0; days < daysOpen; days += 1) {
    const tomorrow = addDays(date, 1);
    const next = spansOn(hours, tomorrow).find(({ from }) => from === '00:00');
    if (time < '24:00' || next === undefined) return { date, time };
    [date, time] = [tomorrow, next.to];
  }
  return undefined;
}

function nextOpening(hours: Weekly, now: WallTime): WallTime | undefined {
  for (let ahead = 0; ahead <= daysAhead; ahead += 1) {
    const date = addDays(now.date, ahead);
    const span = spansOn(hours, date).find(({ from }) => ahead > 0 || from > now.time);
    if (span) return { date, time: span.from };
  }
  return undefined;
}

const spanAt = (hours: Weekly, { date, time }: WallTime): Span | undefined =>
  spansOn(hours, date).find(({ from, to }) => from <= time && time < to);

/** In their order; those that meet are one. An exception replaces the whole day of the week. */
function spansOn(hours: Weekly, date: string): Span[] {
  const exceptions = (hours.exceptions ?? []).filter((exception) => exception.date === date);
  const told: readonly (Span | { closed: true })[] =
    exceptions.length > 0 ? exceptions : hours.weekly.filter(({ days }) => days.includes(dayOfWeek(date)));
  const spans: Span[] = [];
  for (const { from, to } of told
    .filter((span): span is Span => 'from' in span)
    .sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = spans.at(-1);
    if (last === undefined || last.to < from) spans.push({ from, to });
    else spans.splice(-1, 1, { from: last.from, to: last.to < to ? to : last.to });
  }
  return spans;
}

function dayOfWeek(date: string): Weekday {
  const day = weekday.options[weekdayOf(date) - 1];
  if (day === undefined) throw new RangeError(date);
  return day;
}
