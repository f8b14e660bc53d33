import { weekday, type SessionTemplate, type Weekday } from '@kezek/contracts';
import { addDays, weekdayOf } from '@kezek/platform';
import { Temporal } from 'temporal-polyfill';

export type Recurrence = Pick<
  SessionTemplate,
  'weekday' | 'validFrom' | 'validTo' | 'everyWeeks' | 'anchorDate'
>;

/** What the facility adds: where its weeks begin, and on which days nothing takes place. */
export interface Calendar {
  readonly weekStartsOn: Weekday;
  readonly excluded: ReadonlySet<string>;
}

/** Days of the calendar, both ends included. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/**
 * The days on which a template takes place. Its own day of the anchor's week is one of them, and every n weeks from
 * there, back and forth: so neither `validFrom`, nor what is asked for, nor the turn of a year shifts it.
 */
export function sessionDates(template: Recurrence, calendar: Calendar, range: Range): string[] {
  const { validFrom, validTo, everyWeeks } = template;
  const from = range.from < validFrom ? validFrom : range.from;
  const to = validTo !== undefined && validTo < range.to ? validTo : range.to;
  const stepDays = 7 * everyWeeks;
  const counted = inWeekOf(template.anchorDate, template.weekday, calendar.weekStartsOn);
  const first = addDays(from, remainder(daysBetween(from, counted), stepDays));
  // By number: after the year 9999 the dates as texts are in no order.
  const times = Math.max(0, Math.floor(daysBetween(first, to) / stepDays) + 1);
  return Array.from({ length: times }, (_, index) => addDays(first, index * stepDays)).filter(
    (date) => !calendar.excluded.has(date),
  );
}

/** Whether it takes place on a day: the same reckoning, of one day. */
export const occursOn = (template: Recurrence, calendar: Calendar, date: string): boolean =>
  sessionDates(template, calendar, { from: date, to: date }).length > 0;

/** The day of this name in the facility's week of a date. */
export function inWeekOf(date: string, day: Weekday, weekStartsOn: Weekday): string {
  const sinceStart = remainder(weekdayOf(date) - numberOf(weekStartsOn), 7);
  const wanted = remainder(numberOf(day) - numberOf(weekStartsOn), 7);
  return addDays(date, wanted - sinceStart);
}

const numberOf = (day: Weekday): number => weekday.options.indexOf(day) + 1;

const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;

/** Never below zero, as JavaScript's is. */
const remainder = (value: number, by: number): number => ((value % by) + by) % by;
