import { Temporal } from 'temporal-polyfill';

const at = (instant: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

const minuteMs = 60_000;
const keptAtMost = 2_000;

/**
 * Keeps what was found: a city asks the same few things of all its offices, thousands of times a second, and the
 * calendar takes 15 to 70 microseconds for each.
 */
function remembered<T>(): (key: string, find: () => T) => T {
  const known = new Map<string, T>();
  return (key, find) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= keptAtMost) known.clear();
    const fresh = find();
    known.set(key, fresh);
    return fresh;
  };
}

const moments = remembered<LocalMoment>();
const instants = remembered<number>();
const dates = remembered<string>();
const weekdays = remembered<number>();
const offsets = remembered<string>();

/** Whether `timeZone` is an IANA zone this machine knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    // Fixed offsets are not zones: they know no change of the law.
    return !/^[+-]/.test(timeZone);
  } catch {
    return false;
  }
}

/** What the office's own clock and calendar show at an instant. */
export interface LocalMoment {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:mm` */
  readonly time: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
}

/** To the minute: all instants of one minute have the same. */
export function localMoment(instant: Date, timeZone: string): LocalMoment {
  const minute = Math.floor(instant.getTime() / minuteMs);
  return moments(`${timeZone} ${String(minute)}`, () => {
    const zoned = at(new Date(minute * minuteMs), timeZone);
    return {
      date: zoned.toPlainDate().toString(),
      time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }),
      weekday: zoned.dayOfWeek,
    };
  });
}

/**
 * The business day to which an instant belongs: the local date, or the day before until the clock shows `startsAt`
 * (`HH:mm`). Read from the clock on the wall, so that a day of 23 or 25 hours moves nobody to another day.
 */
export function businessDay(instant: Date, timeZone: string, startsAt = '00:00'): string {
  const { date, time } = localMoment(instant, timeZone);
  return time < startsAt ? addDays(date, -1) : date;
}

/**
 * The instant at which the local clock shows `date` and `time` (`HH:mm`; `24:00` is the next midnight).
 * A time that a change of the clock skips is moved on by the length of the gap; of a time that comes twice it is the
 * first, unless `ambiguous` says `later` (for ends: who may come until 24:00 may come until the second one).
 */
export function instantOf(
  date: string,
  time: string,
  timeZone: string,
  ambiguous: 'earlier' | 'later' = 'earlier',
): Date {
  const epochMs = instants(`${timeZone} ${date} ${time} ${ambiguous}`, () => {
    const disambiguation = ambiguous === 'earlier' ? 'compatible' : 'later';
    return localOf(date, time).toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
  });
  return new Date(epochMs);
}

function localOf(date: string, time: string): Temporal.PlainDateTime {
  const midnight = time === '24:00';
  const day = Temporal.PlainDate.from(date).add({ days: midnight ? 1 : 0 });
  return day.toPlainDateTime(Temporal.PlainTime.from(midnight ? '00:00' : time));
}

/**
 * The first instant at which the local clock shows `date` and `time`, or later: of a time that comes twice the first, of
 * one that is skipped the moment of the change. Unlike those of `instantOf` these never change the order of their times.
 */
export function firstInstantOf(date: string, time: string, timeZone: string): Date {
  const epochMs = instants(`${timeZone} ${date} ${time} first`, () => {
    const local = localOf(date, time);
    const before = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
    if (before.toPlainDateTime().equals(local)) return before.epochMilliseconds;
    // Skipped: what Temporal takes lies before the change, by the length of the gap.
    return (before.getTimeZoneTransition('next') ?? before).epochMilliseconds;
  });
  return new Date(epochMs);
}

/** `days` may be negative. */
export const addDays = (date: string, days: number): string =>
  dates(`${date} ${String(days)}`, () => Temporal.PlainDate.from(date).add({ days }).toString());

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (date: string): number =>
  weekdays(date, () => Temporal.PlainDate.from(date).dayOfWeek);

/** What the zone's clocks are ahead of UTC at that instant, such as `+05:00`. */
export function utcOffsetOf(instant: Date, timeZone: string): string {
  // All clocks of the world change on a minute.
  const minute = Math.floor(instant.getTime() / minuteMs);
  return offsets(`${timeZone} ${String(minute)}`, () => at(new Date(minute * minuteMs), timeZone).offset);
}
