import type { Office } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { endOf } from './return.rules';

const now = new Date('2026-03-10T05:00:00Z');
const office = (hours: Office['hours']) => ({ ...anOffice({ hours }), version: 1 }) as Office;
const daily = (...times: readonly [string, string][]): Office['hours'] => ({
  weekly: times.map(([from, to]) => ({
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
    from,
    to,
  })) as never,
});
const ends = (hours: Office['hours'], day: string) => endOf(office(hours), day, now).toISOString();

describe('the day of a return', () => {
  it.each(['2026-03-10', '2026-03-12'])('ends on %s with the last of its hours, not with a break', (day) => {
    expect(ends(daily(['09:00', '13:00'], ['14:00', '18:00']), day)).toBe(`${day}T13:00:00.000Z`);
  });

  it('ends after midnight where the office closes then', () => {
    const hours = daily(['20:00', '24:00'], ['00:00', '02:00']);
    expect(ends(hours, '2026-03-12')).toBe('2026-03-12T21:00:00.000Z');
  });

  it.each([{ roundTheClock: true } as const, daily(['00:00', '24:00'])])(
    'ends where the next one begins in an office that does not close: %j',
    (hours) => {
      expect(ends(hours, '2026-03-12')).toBe('2026-03-13T00:00:00.000Z');
    },
  );
});
