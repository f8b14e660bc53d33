import type { SessionTemplate } from '@kezek/contracts';
import { sessionDates, type Calendar, type Range } from './recurrence.rules';
import { sessionIdOf } from './session-id.rules';
import { spanOn, type Span } from './session-times.rules';

/** A template as it is kept. */
export interface Kept {
  readonly code: string;
  readonly key: string;
  readonly definition: SessionTemplate;
}

/** A day on which nothing takes place; with an empty `template` none of the facility's. */
export interface Excluded {
  readonly date: string;
  readonly template: string;
}

/** A session of a day. */
export interface Dated extends Span {
  readonly id: string;
  readonly template: string;
  readonly date: string;
  readonly definition: SessionTemplate;
}

export interface Timetable {
  readonly templates: readonly Kept[];
  readonly excluded: readonly Excluded[];
  readonly weekStartsOn: Calendar['weekStartsOn'];
  readonly timeZone: string;
}

/** What the calendar is for one template: the facility's days and its own. */
export const calendarFor = ({ excluded, weekStartsOn }: Timetable, code: string): Calendar => ({
  weekStartsOn,
  excluded: new Set(
    excluded.filter(({ template }) => template === '' || template === code).map(({ date }) => date),
  ),
});

/** A template's session on a day, whether or not it takes place; undefined where the clock skips the whole of it. */
export function sessionOn(
  { code, key, definition }: Kept,
  date: string,
  timeZone: string,
): Dated | undefined {
  const span = spanOn(definition, date, timeZone);
  return span && { id: sessionIdOf(key, date), template: code, date, definition, ...span };
}

/** Every session that takes place in a range of days, in the order of time. */
export function sessionsIn(timetable: Timetable, range: Range): Dated[] {
  return timetable.templates
    .flatMap((template) =>
      sessionDates(template.definition, calendarFor(timetable, template.code), range).flatMap(
        (date) => sessionOn(template, date, timetable.timeZone) ?? [],
      ),
    )
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.template < b.template ? -1 : 1));
}
