import { addDays } from '@kezek/platform';
import { calendarFor, sessionOn, type Kept, type Timetable } from './dated.rules';
import { occursOn, sessionDates } from './recurrence.rules';
import { overlap } from './session-times.rules';

/** A session of another template in the same room at the same time. */
export interface Meeting {
  readonly template: string;
  readonly date: string;
}

/**
 * The first day from `today` on which a template and another one would have one room at one time. Excluded days count as
 * any other, since they may be restored. Two recurrences meet within so many weeks as the product of their steps, or never;
 * the clock changes more seldom, and the database holds what no rule foresees.
 */
export function roomTakenBy(timetable: Timetable, template: Kept, today: string): Meeting | undefined {
  const open = { ...timetable, excluded: [] };
  const others = open.templates.filter(
    ({ code, definition }) => code !== template.code && definition.room === template.definition.room,
  );
  for (const other of others) {
    const date = meetingOf(open, template, other, today);
    if (date !== undefined) return { template: other.code, date };
  }
  return undefined;
}

function meetingOf(timetable: Timetable, one: Kept, other: Kept, today: string): string | undefined {
  const { timeZone } = timetable;
  const [calendar, othersCalendar] = [calendarFor(timetable, one.code), calendarFor(timetable, other.code)];
  const from = [today, one.definition.validFrom, other.definition.validFrom].sort().at(-1) ?? today;
  const weeks = one.definition.everyWeeks * other.definition.everyWeeks + 1;
  // A session of the day before may go on over midnight.
  const range = { from: addDays(from, -1), to: addDays(from, 7 * weeks) };
  return sessionDates(one.definition, calendar, range).find((date) => {
    const mine = sessionOn(one, date, timeZone);
    return [-1, 0, 1].some((days) => {
      const day = addDays(date, days);
      const theirs = occursOn(other.definition, othersCalendar, day) && sessionOn(other, day, timeZone);
      return mine !== undefined && theirs && overlap(mine, theirs);
    });
  });
}
