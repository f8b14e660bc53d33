import { facilityRules, sessionTemplate, type FacilityRules, type SessionTemplate } from '@kezek/contracts';
import type { Coming } from '../timetable/change.rules';
import type { Calendar } from '../timetable/recurrence.rules';
import { rulesBody, templateBody } from './timetable-of.fixture';

export const almaty = 'Asia/Almaty';

/** A facility's rules, as little as has to be said. */
export const theRules = (more: object = {}): FacilityRules => facilityRules.parse(rulesBody({ ...more }));

/** Tuesdays at ten, from 2026 on, for relatives. */
export const aTemplate = (more: object = {}): SessionTemplate => {
  const forRelatives = { bookableBy: ['relative'], pools: [{ kind: 'open', parties: 3, persons: 9 }] };
  return sessionTemplate.parse(templateBody({ ...forRelatives, ...more }));
};

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
