import type { Json } from './visits.fixture';

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
