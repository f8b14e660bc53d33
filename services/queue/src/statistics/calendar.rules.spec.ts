import { Refusal } from '@kezek/contracts';
import { daysAsked, hourSaid, hourNames, hoursOf, type Asked } from './calendar.rules';

const almaty = 'Asia/Almaty';
const today = '2026-03-10';

describe('the days that are asked for', () => {
  it.each<{ asked: Asked; days: string[] }>([
    { asked: {}, days: [today] },
    { asked: { from: '2026-03-08' }, days: ['2026-03-08', '2026-03-09', today] },
    { asked: { to: '2026-03-08' }, days: ['2026-03-08'] },
    { asked: { from: '2026-03-12' }, days: ['2026-03-12'] },
    { asked: { from: '2024-02-28', to: '2024-03-01' }, days: ['2024-02-28', '2024-02-29', '2024-03-01'] },
  ])('of $asked are $days', ({ asked, days }) => {
    expect(daysAsked(asked, today)).toEqual(days);
  });

  it.each<{ asked: Asked; code: string }>([
    { asked: { from: '2026-03-11', to: '2026-03-10' }, code: 'before-from' },
    { asked: { from: '2025-01-01', to: '2026-02-05' }, code: 'too-far' },
    { asked: { from: '2026-03-01', to: '2026-04-01', by: 'hour' }, code: 'too-far' },
    { asked: { from: '9999-12-31', by: 'hour' }, code: 'too-far' },
  ])('of $asked are refused as $code', ({ asked, code }) => {
    const refused = () => daysAsked(asked, today);
    expect(refused).toThrow(Refusal);
    expect(refused).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        details: { errors: [expect.objectContaining({ pointer: '?to', code })] },
      }) as Error,
    );
  });

  it('may be the last ones that a date can name', () => {
    const days = daysAsked({ from: '9998-11-27', to: '9999-12-31' }, today);
    expect([days.length, days.at(-1)]).toEqual([400, '9999-12-31']);
  });

  it('may be 400, or 31 by hour', () => {
    expect(daysAsked({ from: '2025-01-01', to: '2026-02-04' }, today)).toHaveLength(400);
    expect(daysAsked({ from: '2026-03-01', to: '2026-03-31', by: 'hour' }, today)).toHaveLength(31);
  });
});

describe('the hours of a business day', () => {
  it('are 24', () => {
    const hours = hoursOf('2026-03-10', '05:00', almaty);
    expect([hours.length, hours[0], hours[23]]).toEqual([
      24,
      '2026-03-10T05:00:00+05:00',
      '2026-03-11T04:00:00+05:00',
    ]);
  });

  it('are 25 where the clock goes back, and the hour that comes twice is two', () => {
    const hours = hoursOf('2024-02-29', '05:00', almaty);
    expect(hours).toHaveLength(25);
    expect(hours.slice(18, 20)).toEqual(['2024-02-29T23:00:00+06:00', '2024-02-29T23:00:00+05:00']);
  });

  it('are those that instants are in', () => {
    const hourOf = hourNames(almaty);
    const names = ['2024-02-29T17:59:59.999Z', '2024-02-29T18:00:00Z', '2024-02-29T18:59:59Z'].map((text) =>
      hourOf(new Date(text)),
    );
    expect(names).toEqual([
      '2024-02-29T23:00:00+06:00',
      '2024-02-29T23:00:00+05:00',
      '2024-02-29T23:00:00+05:00',
    ]);
    expect(hourNames('Asia/Kolkata')(new Date('2026-03-10T00:20:00Z'))).toBe('2026-03-10T05:00:00+05:30');
  });

  it('are told by when they begin, and by what the clock shows', () => {
    const twice = ['2024-02-29T23:00:00+06:00', '2024-02-29T23:00:00+05:00'].map(hourSaid);
    expect(twice).toEqual([
      { hour: '2024-02-29T17:00:00.000Z', localHour: '2024-02-29T23:00' },
      { hour: '2024-02-29T18:00:00.000Z', localHour: '2024-02-29T23:00' },
    ]);
    expect(hourSaid('2026-03-10T05:00:00+05:30').hour).toBe('2026-03-09T23:30:00.000Z');
  });
});
