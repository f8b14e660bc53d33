import type { Weekday } from '@kezek/contracts';
import { addDays, weekdayOf } from '@kezek/platform';
import fc from 'fast-check';
import { aCalendar, aTemplate } from '../testing/timetable.fixture';
import {
  inWeekOf,
  occursOn,
  sessionDates,
  type Calendar,
  type Range,
  type Recurrence,
} from './recurrence.rules';

const year = { from: '2026-01-01', to: '2026-12-31' };

describe('a template', () => {
  it('takes place on its weekday from its first day to its last, both included', () => {
    const template = aTemplate({ validFrom: '2026-03-03', validTo: '2026-03-24' });
    expect(sessionDates(template, aCalendar(), year)).toEqual([
      '2026-03-03',
      '2026-03-10',
      '2026-03-17',
      '2026-03-24',
    ]);
  });

  it('of every second week counts from its anchor, whether that lies before or after', () => {
    const march = { from: '2026-03-01', to: '2026-03-31' };
    const dates = (anchorDate: string) =>
      sessionDates(aTemplate({ everyWeeks: 2, anchorDate }), aCalendar(), march);
    expect(dates('2026-01-06')).toEqual(['2026-03-03', '2026-03-17', '2026-03-31']);
    expect(dates('2030-12-31')).toEqual(['2026-03-03', '2026-03-17', '2026-03-31']);
    expect(dates('2026-01-13')).toEqual(['2026-03-10', '2026-03-24']);
  });

  it('takes any day of its week for the anchor: where that begins, the facility says', () => {
    const dates = (weekStartsOn: Weekday) =>
      sessionDates(
        aTemplate({ everyWeeks: 2, anchorDate: '2026-01-11' }),
        { ...aCalendar(), weekStartsOn },
        { from: '2026-01-01', to: '2026-01-31' },
      );
    // 11 January is a Sunday: the last day of a week, or the first.
    expect(dates('mon')).toEqual(['2026-01-06', '2026-01-20']);
    expect(dates('sun')).toEqual(['2026-01-13', '2026-01-27']);
  });

  it('goes on over the end of a year with 53 weeks, and one with a leap day', () => {
    const across = (from: string, to: string, everyWeeks: number) =>
      sessionDates(
        aTemplate({ weekday: 'thu', everyWeeks, validFrom: '2020-01-01', anchorDate: '2020-12-31' }),
        aCalendar(),
        { from, to },
      );
    // 31 December 2020 is of week 53.
    expect(across('2020-12-01', '2021-01-31', 2)).toEqual([
      '2020-12-03',
      '2020-12-17',
      '2020-12-31',
      '2021-01-14',
      '2021-01-28',
    ]);
    expect(across('2024-02-20', '2024-03-10', 1)).toEqual(['2024-02-22', '2024-02-29', '2024-03-07']);
    expect(across('2026-12-25', '2027-01-15', 1)).toEqual(['2026-12-31', '2027-01-07', '2027-01-14']);
  });

  it('ends with the calendar', () => {
    const last = { from: '9999-12-20', to: '9999-12-31' };
    expect(sessionDates(aTemplate(), aCalendar(), last)).toEqual(['9999-12-21', '9999-12-28']);
    expect(sessionDates(aTemplate(), aCalendar(), { from: '9999-12-29', to: '9999-12-31' })).toEqual([]);
  });

  it('leaves out the days that are excluded', () => {
    const january = { from: '2026-01-01', to: '2026-01-31' };
    expect(sessionDates(aTemplate(), aCalendar('2026-01-13', '2026-01-14'), january)).toEqual([
      '2026-01-06',
      '2026-01-20',
      '2026-01-27',
    ]);
  });
});

const dates = fc.integer({ min: -3000, max: 6000 }).map((days) => addDays('2024-02-29', days));
const weekday = fc.constantFrom<Weekday>('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
const recurrences: fc.Arbitrary<Recurrence> = fc
  .record({
    weekday,
    validFrom: dates,
    length: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
    everyWeeks: fc.integer({ min: 1, max: 9 }),
    anchorDate: dates,
  })
  .map(({ length, ...rest }) => ({
    ...rest,
    ...(length !== undefined && { validTo: addDays(rest.validFrom, length) }),
  }));
const calendars: fc.Arbitrary<Calendar> = fc.record({
  weekStartsOn: weekday,
  excluded: fc.array(dates, { maxLength: 20 }).map((all) => new Set(all)),
});
const ranges: fc.Arbitrary<Range> = fc
  .tuple(dates, fc.integer({ min: -3, max: 300 }))
  .map(([from, length]) => ({ from, to: addDays(from, length) }));

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const dayAfter = (date: string) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
const nameOf = (date: string) => weekdays[(new Date(date).getUTCDay() + 6) % 7];

/** How many weeks begin on the way from one day to another, or end on the way back. */
function weeksBetween(from: string, to: string, weekStartsOn: Weekday): number {
  const [earlier, later] = from < to ? [from, to] : [to, from];
  let weeks = 0;
  for (let date = dayAfter(earlier); date <= later; date = dayAfter(date))
    if (nameOf(date) === weekStartsOn) weeks += 1;
  return weeks;
}

/** Day by day, by walking to each from the anchor. */
function naively(template: Recurrence, { weekStartsOn, excluded }: Calendar, { from, to }: Range): string[] {
  const found: string[] = [];
  for (let date = from; date <= to; date = dayAfter(date)) {
    const weeks = weeksBetween(template.anchorDate, date, weekStartsOn);
    const valid = date >= template.validFrom && date <= (template.validTo ?? date);
    const due = nameOf(date) === template.weekday && weeks % template.everyWeeks === 0;
    if (valid && due && !excluded.has(date)) found.push(date);
  }
  return found;
}

describe('whatever the template, the calendar and the range', () => {
  it('its days are those that one finds by walking through the calendar', () => {
    const near = fc.integer({ min: -120, max: 120 }).map((days) => addDays('2020-12-31', days));
    const nearRange = fc
      .tuple(near, fc.integer({ min: 0, max: 60 }))
      .map(([from, length]) => ({ from, to: addDays(from, length) }));
    fc.assert(
      fc.property(recurrences, near, calendars, nearRange, (template, anchorDate, calendar, range) => {
        const closer = { ...template, anchorDate, validFrom: addDays(range.from, -10) };
        expect(sessionDates(closer, calendar, range)).toEqual(naively(closer, calendar, range));
      }),
      { numRuns: 60 },
    );
  });

  it('two neighbours without an exclusion between them are n weeks apart', () => {
    fc.assert(
      fc.property(recurrences, calendars, ranges, (template, calendar, range) => {
        const all = sessionDates(template, { ...calendar, excluded: new Set() }, range);
        for (const [index, date] of all.slice(1).entries())
          expect(date).toBe(addDays(all[index] ?? '', 7 * template.everyWeeks));
        for (const date of all) expect(weekdays[weekdayOf(date) - 1]).toBe(template.weekday);
      }),
    );
  });

  it('an anchor n weeks earlier or later, or on another day of its week, changes nothing', () => {
    const shifts = fc.tuple(fc.integer({ min: -50, max: 50 }), weekday);
    fc.assert(
      fc.property(recurrences, calendars, ranges, shifts, (template, calendar, range, [times, day]) => {
        const shifted = addDays(template.anchorDate, times * 7 * template.everyWeeks);
        const anchorDate = inWeekOf(shifted, day, calendar.weekStartsOn);
        expect(sessionDates({ ...template, anchorDate }, calendar, range)).toEqual(
          sessionDates(template, calendar, range),
        );
      }),
    );
  });

  it('the n anchors of n weeks following share out all weeks among them', () => {
    fc.assert(
      fc.property(recurrences, calendars, ranges, (template, calendar, range) => {
        const shared = Array.from({ length: template.everyWeeks }, (_, week) =>
          sessionDates({ ...template, anchorDate: addDays(template.anchorDate, 7 * week) }, calendar, range),
        ).flat();
        expect(shared.sort()).toEqual(sessionDates({ ...template, everyWeeks: 1 }, calendar, range));
      }),
    );
  });

  it('a range that is cut in two has the days of both parts, and a smaller one those that lie in it', () => {
    fc.assert(
      fc.property(recurrences, calendars, ranges, fc.nat(300), (template, calendar, { from, to }, cut) => {
        const middle = addDays(from, cut);
        const whole = sessionDates(template, calendar, { from, to });
        const of = (range: Range) => sessionDates(template, calendar, range);
        const until = middle < to ? middle : to;
        expect([...of({ from, to: until }), ...of({ from: addDays(until, 1), to })]).toEqual(
          from <= to ? whole : [],
        );
        expect(of({ from: middle, to })).toEqual(whole.filter((date) => date >= middle));
      }),
    );
  });

  it('an exclusion takes out its own day and no other, and one day is asked by the same reckoning', () => {
    fc.assert(
      fc.property(recurrences, calendars, ranges, dates, (template, calendar, range, date) => {
        const without = { ...calendar, excluded: new Set([...calendar.excluded, date]) };
        const all = sessionDates(template, calendar, range);
        expect(sessionDates(template, without, range)).toEqual(all.filter((one) => one !== date));
        const inside = date >= range.from && date <= range.to;
        if (inside) expect(occursOn(template, calendar, date)).toBe(all.includes(date));
        for (const one of all) expect(occursOn(template, calendar, one)).toBe(true);
      }),
    );
  });
});
