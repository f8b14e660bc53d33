import type { SeedFacility } from './facility';

type Template = SeedFacility['templates'][string];

const relatives: Omit<Template, 'weekday' | 'anchorDate'> = {
  startsAt: '10:00',
  endsAt: '13:00',
  validFrom: '2026-01-01',
  room: 'R1',
  kind: 'social',
  bookableBy: ['relative'],
  pools: [
    { kind: 'open', parties: 4, persons: 12 },
    { kind: 'closed', parties: 2, persons: 6 },
  ],
};

/** Visits in the remand prison: by relatives on two days, by defence counsel on one. */
export const almSizoVisits: SeedFacility = {
  code: 'ALM-SIZO',
  rules: {
    adultAge: 18,
    visitorsAtMost: 3,
    notice: {
      relative: { minDays: 1, maxDays: 30 },
      lawyer: { minDays: 0, maxDays: 14 },
    },
    weekStartsOn: 'mon',
    lockers: [
      { code: 'L1', size: 'small' },
      { code: 'L2', size: 'small' },
      { code: 'L3', size: 'medium' },
      { code: 'L4', size: 'large' },
    ],
    legalBasis: 'Internal rules of the remand prison of the city of Almaty',
  },
  templates: {
    'relatives-tue': { ...relatives, weekday: 'tue', anchorDate: '2026-01-06' },
    'relatives-thu': { ...relatives, weekday: 'thu', anchorDate: '2026-01-08' },
    'counsel-wed': {
      weekday: 'wed',
      startsAt: '09:00',
      endsAt: '18:00',
      validFrom: '2026-01-01',
      anchorDate: '2026-01-07',
      room: 'R2',
      kind: 'official',
      bookableBy: ['lawyer'],
      pools: [{ kind: 'legal', parties: 6, persons: 12 }],
    },
  },
};
