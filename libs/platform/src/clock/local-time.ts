import { Temporal } from 'temporal-polyfill';

const at = (instant: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

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

export function localMoment(instant: Date, timeZone: string): LocalMoment {
  const zoned = at(instant, timeZone);
  return {
    date: zoned.toPlainDate().toString(),
    time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }),
    weekday: zoned.dayOfWeek,
  };
}

/**
 * The business day to which an instant belongs: the local date, or the day before until the clock shows `startsAt`
 * (`HH:mm`). Read from the clock on the wall, so that a day of 23 or 25 hours moves nobody to another day.
 */
export function businessDay(instant: Date, timeZone: string, startsAt = '00:00'): string {
  const zoned = at(instant, timeZone);
  const date = zoned.toPlainDate();
  const early = Temporal.PlainTime.compare(zoned.toPlainTime(), Temporal.PlainTime.from(startsAt)) < 0;
  return (early ? date.subtract({ days: 1 }) : date).toString();
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
  const midnight = time === '24:00';
  const day = Temporal.PlainDate.from(date).add({ days: midnight ? 1 : 0 });
  const local = day.toPlainDateTime(Temporal.PlainTime.from(midnight ? '00:00' : time));
  const first = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  if (ambiguous === 'earlier') return new Date(first.epochMilliseconds);
  const last = local.toZonedDateTime(timeZone, { disambiguation: 'later' });
  return new Date(last.epochMilliseconds);
}

/** `days` may be negative. */
export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek;

/** RFC 3339 with the offset that the zone has at that instant. */
export const withOffset = (instant: Date, timeZone: string): string =>
  at(instant, timeZone).toString({ timeZoneName: 'never' });
