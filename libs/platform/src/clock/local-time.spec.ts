import {
  addDays,
  businessDay,
  firstInstantOf,
  instantOf,
  isTimeZone,
  localMoment,
  weekdayOf,
  utcOffsetOf,
} from './local-time';

const almaty = 'Asia/Almaty';
const utc = (text: string): Date => new Date(text);

describe('a business day', () => {
  it('is the local date when it starts at midnight', () => {
    expect(businessDay(utc('2026-03-10T18:59:59Z'), almaty)).toBe('2026-03-10');
    expect(businessDay(utc('2026-03-10T19:00:00Z'), almaty)).toBe('2026-03-11');
  });

  it('that starts at six keeps the night with the day before', () => {
    expect(businessDay(utc('2026-03-11T00:59:59Z'), almaty, '06:00')).toBe('2026-03-10');
    expect(businessDay(utc('2026-03-11T01:00:00Z'), almaty, '06:00')).toBe('2026-03-11');
  });

  it('of 25 hours has both midnights of the night when Almaty set its clocks back', () => {
    // 2024-03-01 00:00 +06 became 2024-02-29 23:00 +05: 29 February was 25 hours long.
    expect(businessDay(utc('2024-02-29T17:30:00Z'), almaty)).toBe('2024-02-29');
    expect(businessDay(utc('2024-02-29T18:30:00Z'), almaty)).toBe('2024-02-29');
    expect(businessDay(utc('2024-02-29T19:00:00Z'), almaty)).toBe('2024-03-01');
    const from = instantOf('2024-02-29', '00:00', almaty);
    const to = instantOf('2024-02-29', '24:00', almaty);
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(25);
  });
});

describe('a local time', () => {
  it('that comes twice is the first one, or the second when asked for', () => {
    expect(instantOf('2024-02-29', '23:30', almaty).toISOString()).toBe('2024-02-29T17:30:00.000Z');
    expect(instantOf('2024-02-29', '23:30', almaty, 'later').toISOString()).toBe('2024-02-29T18:30:00.000Z');
  });

  it('that is skipped moves on by the gap', () => {
    // Berlin, 29 March 2026: 02:00 became 03:00.
    expect(instantOf('2026-03-29', '02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it.each([
    ['that comes twice is the first one', '2024-02-29 23:30 Asia/Almaty', '2024-02-29T17:30:00.000Z'],
    ['after it is the one after both', '2024-02-29 24:00 Asia/Almaty', '2024-02-29T19:00:00.000Z'],
    ['that is skipped is the change', '2026-03-29 02:30 Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['after it is its own', '2026-03-29 03:00 Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // Samoa left out 30 December 2011.
    ['of a skipped day, too', '2011-12-30 12:00 Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['of any other night is what it is', '2026-03-10 09:05 Asia/Almaty', '2026-03-10T04:05:00.000Z'],
  ])('in its order %s', (_, told, instant) => {
    const [date = '', time = '', timeZone = ''] = told.split(' ');
    expect(firstInstantOf(date, time, timeZone).toISOString()).toBe(instant);
  });

  it('of 24:00 is the next midnight, also over the end of a year', () => {
    expect(instantOf('2026-12-31', '24:00', almaty).toISOString()).toBe('2026-12-31T19:00:00.000Z');
  });

  it('is read back from the instant with its weekday', () => {
    expect(localMoment(utc('2026-03-10T04:05:59Z'), almaty)).toEqual({
      date: '2026-03-10',
      time: '09:05',
      weekday: 2,
    });
    expect(utcOffsetOf(utc('2026-03-10T04:05:00Z'), almaty)).toBe('+05:00');
    expect(utcOffsetOf(utc('2024-02-29T17:59:59Z'), almaty)).toBe('+06:00');
    expect(utcOffsetOf(utc('2024-02-29T18:00:00Z'), almaty)).toBe('+05:00');
  });
});

describe('dates and zones', () => {
  it('count days over months and leap years', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(weekdayOf('2026-03-15')).toBe(7);
  });

  it('know which zones exist', () => {
    expect(['Asia/Almaty', 'Asia/Qyzylorda', 'UTC'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['Asia/Nowhere', '+05:00', ''].map(isTimeZone)).toEqual([false, false, false]);
  });
});
