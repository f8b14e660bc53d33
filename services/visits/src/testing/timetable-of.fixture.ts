type Json = Record<string, unknown>;

/** A template as it is put: Tuesdays from ten to eleven in Almaty, as little as has to be said. */
export const templateBody = (more: Json = {}): Json => ({
  weekday: 'tue',
  startsAt: '10:00',
  endsAt: '11:00',
  validFrom: '2026-01-01',
  anchorDate: '2026-01-06',
  room: 'R1',
  kind: 'social',
  bookableBy: ['relative', 'lawyer'],
  pools: [
    { kind: 'open', parties: 3, persons: 9 },
    { kind: 'closed', parties: 1, persons: 3 },
    { kind: 'legal', parties: 2, persons: 4 },
  ],
  ...more,
});

/** The rules of a facility as they are put, as little as has to be said. */
export const rulesBody = (more: Json = {}): Json => ({
  adultAge: 18,
  visitorsAtMost: 3,
  notice: { relative: { minDays: 1, maxDays: 30 }, lawyer: { minDays: 0, maxDays: 14 } },
  weekStartsOn: 'mon',
  lockers: [],
  ...more,
});
