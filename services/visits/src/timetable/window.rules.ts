import { weekday, type FacilityRules, type NoticeWindow } from '@kezek/contracts';
import { addDays, weekdayOf } from '@kezek/platform';
import type { Range } from './recurrence.rules';

export type WorkingCalendar = Pick<FacilityRules, 'weekend' | 'calendar'>;

/** A day that the calendar names is what it says; any other one works unless it is of the weekend. */
export function isWorkingDay({ weekend, calendar }: WorkingCalendar, date: string): boolean {
  const named = calendar.find((day) => day.date === date);
  const day = weekday.options[weekdayOf(date) - 1];
  return named?.working ?? (day === undefined || !weekend.includes(day));
}

/**
 * Which days can be booked today: from the day after the notice has passed to the last of the window. A notice in
 * working days passes on working days alone. `from` is after `to` where the notice is longer than the window.
 */
export function bookableDays(notice: NoticeWindow, calendar: WorkingCalendar, today: string): Range {
  return { from: addDays(noticeEnds(notice, calendar, today), 1), to: addDays(today, notice.maxDays) };
}

/** The last day of the notice; some day of each week works, so there is one. */
function noticeEnds(
  { minDays, workingDays }: NoticeWindow,
  calendar: WorkingCalendar,
  today: string,
): string {
  if (!workingDays) return addDays(today, minDays);
  let date = today;
  for (let left = minDays; left > 0; left -= isWorkingDay(calendar, date) ? 1 : 0) date = addDays(date, 1);
  return date;
}

/** `YYYY-MM`: the month whose entitlement a visit on this day of the facility uses. */
export const monthOf = (date: string): string => date.slice(0, 7);
