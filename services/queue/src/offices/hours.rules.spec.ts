import type { Hours } from '@kezek/contracts';
import { openingAt, openSince } from './hours.rules';

const hours: Hours = {
  weekly: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '14:00', to: '18:00' },
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '13:00' },
    { days: ['sat'], from: '10:00', to: '24:00' },
  ],
  exceptions: [
    { date: '2026-12-16', closed: true },
    { date: '2026-12-17', from: '11:00', to: '12:00' },
  ],
};

// 2026-12-14 is a Monday.
const at = (date: string, time: string) => openingAt(hours, { date, time });

describe('the hours of an office', () => {
  it('are open from their first minute and closed from their last', () => {
    expect(at('2026-12-14', '08:59')).toEqual({ open: false, opens: { date: '2026-12-14', time: '09:00' } });
    expect(at('2026-12-14', '09:00')).toEqual({ open: true, until: { date: '2026-12-14', time: '13:00' } });
    expect(at('2026-12-14', '12:59')).toEqual({ open: true, until: { date: '2026-12-14', time: '13:00' } });
    expect(at('2026-12-14', '13:00')).toEqual({ open: false, opens: { date: '2026-12-14', time: '14:00' } });
  });

  it('open next on another day when the day is over', () => {
    expect(at('2026-12-14', '18:00')).toEqual({ open: false, opens: { date: '2026-12-15', time: '09:00' } });
    expect(at('2026-12-20', '12:00')).toEqual({ open: false, opens: { date: '2026-12-21', time: '09:00' } });
  });

  it('may last until midnight', () => {
    expect(at('2026-12-19', '23:59')).toEqual({ open: true, until: { date: '2026-12-19', time: '24:00' } });
  });

  it('give way to the exception of a date', () => {
    expect(at('2026-12-16', '10:00')).toEqual({ open: false, opens: { date: '2026-12-17', time: '11:00' } });
    expect(at('2026-12-17', '09:30')).toEqual({ open: false, opens: { date: '2026-12-17', time: '11:00' } });
    expect(at('2026-12-17', '11:30')).toEqual({ open: true, until: { date: '2026-12-17', time: '12:00' } });
    expect(at('2026-12-17', '15:00')).toEqual({ open: false, opens: { date: '2026-12-18', time: '09:00' } });
  });

  it('that open on no day to come name no opening', () => {
    const holiday = [...Array(8).keys()].map((day) => ({
      date: `2026-12-${String(14 + day)}`,
      closed: true as const,
    }));
    const once: Hours = { weekly: [{ days: ['mon'], from: '09:00', to: '10:00' }], exceptions: holiday };
    expect(openingAt(once, { date: '2026-12-14', time: '09:30' })).toEqual({
      open: false,
      opens: { date: '2026-12-28', time: '09:00' },
    });
    const never = Array.from({ length: 60 }, (_, week) => ({
      date: new Date(Date.UTC(2026, 11, 14 + week * 7)).toISOString().slice(0, 10),
      closed: true as const,
    }));
    expect(
      openingAt(
        { weekly: [{ days: ['mon'], from: '09:00', to: '10:00' }], exceptions: never },
        { date: '2026-12-14', time: '09:30' },
      ),
    ).toEqual({ open: false });
  });

  it('round the clock have no end', () => {
    expect(openingAt({ roundTheClock: true }, { date: '2026-12-14', time: '03:00' })).toEqual({ open: true });
  });
});

describe('hours that go on after midnight', () => {
  const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const always: Hours = {
    weekly: [{ days: [...everyDay], from: '00:00', to: '24:00' }],
    exceptions: [{ date: '2026-12-16', closed: true }],
  };
  const nights: Hours = {
    weekly: [
      { days: ['fri', 'sat'], from: '22:00', to: '24:00' },
      { days: ['sat', 'sun'], from: '00:00', to: '06:00' },
    ],
  };

  it('end in the morning, and began in the evening', () => {
    for (const [date, time] of [
      ['2026-12-18', '23:59'],
      ['2026-12-19', '00:00'],
      ['2026-12-19', '05:59'],
    ] as const) {
      const now = { date, time };
      expect(openingAt(nights, now)).toEqual({ open: true, until: { date: '2026-12-19', time: '06:00' } });
      expect(openSince(nights, now)).toEqual({ date: '2026-12-18', time: '22:00' });
    }
    expect(openingAt(nights, { date: '2026-12-19', time: '06:00' })).toEqual({
      open: false,
      opens: { date: '2026-12-19', time: '22:00' },
    });
    expect(openSince(nights, { date: '2026-12-19', time: '06:00' })).toBeUndefined();
  });

  it('of all days end at the next day off, which is told a week before', () => {
    const eve = { date: '2026-12-10', time: '12:00' };
    expect(openingAt(always, eve)).toEqual({ open: true, until: { date: '2026-12-15', time: '24:00' } });
    expect(openingAt(always, { date: '2026-12-01', time: '12:00' })).toEqual({ open: true });
    expect(openSince(always, { date: '2026-12-18', time: '12:00' })).toEqual({
      date: '2026-12-17',
      time: '00:00',
    });
    expect(openSince(always, eve)).toBeUndefined();
    expect(openSince({ roundTheClock: true }, eve)).toBeUndefined();
  });

  it('and those that overlap or meet are one', () => {
    const shifts: Hours = {
      weekly: [
        { days: ['mon'], from: '12:00', to: '15:00' },
        { days: ['mon'], from: '09:00', to: '13:00' },
        { days: ['mon'], from: '10:00', to: '11:00' },
        { days: ['mon'], from: '15:00', to: '18:00' },
      ],
    };
    expect(openingAt(shifts, { date: '2026-12-14', time: '12:30' })).toEqual({
      open: true,
      until: { date: '2026-12-14', time: '18:00' },
    });
  });
});
