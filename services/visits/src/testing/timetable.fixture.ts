import { facilityRules, sessionTemplate, type FacilityRules, type SessionTemplate } from '@kezek/contracts';
import type { Coming } from '../timetable/change.rules';
import type { Calendar } from '../timetable/recurrence.rules';

export const almaty = 'Asia/Almaty';

/** A facility's rules, as little as has to be said. */
export const theRules = (more: object = {}): FacilityRules =>
  facilityRules.parse({
    adultAge: 18,
    visitorsAtMost: 3,
    notice: { relative: { minDays: 1, maxDays: 30 }, lawyer: { minDays: 0, maxDays: 14 } },
    weekStartsOn: 'mon',
    lockers: [],
    ...more,
  });

/** Tuesdays at ten, from 2026 on. */
export const aTemplate = (more: object = {}): SessionTemplate =>
  sessionTemplate.parse({
    weekday: 'tue',
    startsAt: '10:00',
    endsAt: '11:00',
    validFrom: '2026-01-01',
    anchorDate: '2026-01-06',
    room: 'R1',
    kind: 'social',
    bookableBy: ['relative'],
    pools: [{ kind: 'open', parties: 3, persons: 9 }],
    ...more,
  });

export const aCalendar = (...excluded: string[]): Calendar => ({
  weekStartsOn: 'mon',
  excluded: new Set(excluded),
});

/** Called by a digit: booked in the order of their names. */
export const aVisit = (visit: string, date: string, more: Partial<Coming> = {}): Coming => ({
  visit,
  date,
  pool: 'open',
  persons: 2,
  bookedAt: new Date(`2026-02-01T00:00:0${visit}Z`),
  ...more,
});
