import { Refusal, type Grouping } from '@kezek/contracts';
import { addDays, instantFrom, instantOf } from '@kezek/platform';
import { Temporal } from 'temporal-polyfill';

const daysAtMost = 400;
const daysByHourAtMost = 31;
const lastDay = '9999-12-31';
/** A busy day takes some twenty milliseconds: more of them would keep everybody else waiting. */
const countedAtMost = 45;
const quarterMs = 15 * 60 * 1000;

export interface Asked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: Grouping | undefined;
}

/**
 * The business days that are asked for, in order: today where nothing is said, one day where only its end is.
 * @throws Refusal `invalid-request`
 */
export function daysAsked({ from, to, by }: Asked, today: string): [string, ...string[]] {
  const first = from ?? to ?? today;
  const last = to ?? (first > today ? first : today);
  if (last < first) throw wrong('?to', 'before-from');
  const atMost = by === 'hour' ? daysByHourAtMost : daysAtMost;
  const more = daysBetween(first, last);
  if (more >= atMost) throw wrong('?to', 'too-far', `${String(atMost)} days at most`);
  if (by === 'hour' && last >= lastDay) throw wrong('?to', 'too-far', 'it has hours of the year 10000');
  // By number: after the year 9999 the dates as texts are in no order.
  return [first, ...Array.from({ length: more }, (_, index) => addDays(first, index + 1))];
}

const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;

/** @throws Refusal `invalid-request` where too many of the days have to be counted from their periods */
export function refuseCounting(days: number): void {
  if (days <= countedAtMost) return;
  const detail = `${String(countedAtMost)} days at most that are not sealed, or corrected since; these are ${String(days)}`;
  throw wrong('?from', 'too-many-unsealed', detail);
}

const wrong = (pointer: string, code: string, detail?: string): Refusal =>
  new Refusal('invalid-request', { errors: [{ pointer, code, ...(detail !== undefined && { detail }) }] });

const hourAt = (milliseconds: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds)
    .toZonedDateTimeISO(timeZone)
    .round({ smallestUnit: 'hour', roundingMode: 'floor' })
    .toString({ timeZoneName: 'never' });

/** Names the hour of the office's clock by its beginning, with the offset: the same hour twice is two hours. */
export function hourNames(timeZone: string): (instant: Date) => string {
  // All clocks of the world change on a quarter of an hour.
  const known = new Map<number, string>();
  return (instant) => {
    const quarter = Math.floor(instant.getTime() / quarterMs);
    const name = known.get(quarter) ?? hourAt(quarter * quarterMs, timeZone);
    known.set(quarter, name);
    return name;
  };
}

/** An hour by its name: when it begins, and what the office's clocks show then. */
export const hourSaid = (name: string): { readonly hour: string; readonly localHour: string } => ({
  hour: instantFrom(name).toISOString(),
  localHour: name.slice(0, 'YYYY-MM-DDTHH:00'.length),
});

/** The hours of a business day: 24, or as many as the clock makes them. */
export function hoursOf(day: string, startsAt: string, timeZone: string): string[] {
  const begins = instantOf(day, startsAt, timeZone).getTime();
  const ends = instantOf(addDays(day, 1), startsAt, timeZone).getTime();
  const names = new Set<string>();
  for (let at = begins; at < ends; at += quarterMs) names.add(hourAt(at, timeZone));
  return [...names];
}
