import type { Office } from '@kezek/contracts';

export type Json = Record<string, unknown>;

export const text = (word: string) => ({ kk: word, ru: word, en: word });
const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };

/** A round-the-clock office in Almaty with two services, four counters and a priority. */
export const anOffice = (more: Partial<Office> = {}): Json => ({
  kind: 'police',
  name: text('Office'),
  address: text('Street 1'),
  location: { latitude: 43.2, longitude: 76.9 },
  busRoutes: ['12'],
  timeZone: 'Asia/Almaty',
  businessDayStartsAt: '05:00',
  hours: { roundTheClock: true },
  services: [
    { code: 'reports', prefix: 'A', name: text('Reports'), expectedMinutes: 10, target },
    { code: 'papers', prefix: 'K', name: text('Papers'), expectedMinutes: 5, target, skills: ['papers'] },
  ],
  counters: ['1', '2', '3', '4'].map((code) => ({ code })),
  priorities: [{ code: 'infant', minutes: 15, legalBasis: 'order 2' }],
  ...more,
});
