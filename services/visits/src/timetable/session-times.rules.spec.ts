import { addDays, localMoment } from '@kezek/platform';
import fc from 'fast-check';
import { almaty } from '../testing/timetable.fixture';
import { minutesOf, overlap, spanOn } from './session-times.rules';

const span = (date: string, startsAt: string, endsAt: string, timeZone = almaty) =>
  spanOn({ startsAt, endsAt }, date, timeZone);
const told = (date: string, startsAt: string, endsAt: string, timeZone = almaty) => {
  const found = span(date, startsAt, endsAt, timeZone);
  return found && [found.startsAt.toISOString(), found.endsAt.toISOString(), minutesOf(found)];
};

describe('the times of a session', () => {
  it('are those of the wall of the facility, by the offset of its day', () => {
    expect(told('2024-02-28', '10:00', '11:00')).toEqual([
      '2024-02-28T04:00:00.000Z',
      '2024-02-28T05:00:00.000Z',
      60,
    ]);
    expect(told('2024-03-01', '10:00', '11:00')).toEqual([
      '2024-03-01T05:00:00.000Z',
      '2024-03-01T06:00:00.000Z',
      60,
    ]);
  });

  it('go on over midnight, also over the end of a year', () => {
    expect(told('2026-12-31', '23:30', '00:30')).toEqual([
      '2026-12-31T18:30:00.000Z',
      '2026-12-31T19:30:00.000Z',
      60,
    ]);
    expect(told('2026-03-10', '23:00', '24:00')).toEqual(told('2026-03-10', '23:00', '00:00'));
  });

  it('in the night with two hours from 23 to 24 are the first of them', () => {
    expect(told('2024-02-29', '23:30', '23:45')).toEqual([
      '2024-02-29T17:30:00.000Z',
      '2024-02-29T17:45:00.000Z',
      15,
    ]);
    expect(told('2024-02-29', '22:30', '23:30')).toEqual([
      '2024-02-29T16:30:00.000Z',
      '2024-02-29T17:30:00.000Z',
      60,
    ]);
    // Midnight came once, an hour late.
    expect(told('2024-02-29', '23:30', '24:00')).toEqual([
      '2024-02-29T17:30:00.000Z',
      '2024-02-29T19:00:00.000Z',
      90,
    ]);
    expect(told('2024-02-29', '23:30', '00:30')).toEqual([
      '2024-02-29T17:30:00.000Z',
      '2024-02-29T19:30:00.000Z',
      120,
    ]);
  });

  it('that the clock skips are none; of what is skipped in part the rest remains', () => {
    const berlin = (from: string, to: string) => told('2026-03-29', from, to, 'Europe/Berlin');
    expect(berlin('02:00', '03:00')).toBeUndefined();
    expect(berlin('02:15', '02:45')).toBeUndefined();
    expect(berlin('01:30', '02:30')).toEqual(['2026-03-29T00:30:00.000Z', '2026-03-29T01:00:00.000Z', 30]);
    expect(berlin('02:30', '03:30')).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-29T01:30:00.000Z', 30]);
  });

  it('overlap where they share an instant, and not where one begins as the other ends', () => {
    const [first, second] = [span('2026-03-10', '10:00', '11:00'), span('2026-03-10', '11:00', '12:00')];
    const across = span('2026-03-10', '10:30', '11:30');
    if (!first || !second || !across) throw new Error('skipped');
    for (const [one, other, shared] of [
      [first, second, false],
      [first, across, true],
      [across, second, true],
    ] as const)
      expect([overlap(one, other), overlap(other, one)]).toEqual([shared, shared]);
  });
});

const nights = fc.constantFrom(
  { timeZone: almaty, night: '2024-02-29' },
  { timeZone: 'Europe/Berlin', night: '2026-03-29' },
  { timeZone: 'Europe/Berlin', night: '2026-10-25' },
  { timeZone: 'Australia/Lord_Howe', night: '2026-04-05' },
  { timeZone: 'Pacific/Apia', night: '2011-12-30' },
);
const times = fc.integer({ min: 0, max: 287 }).map((fives) => {
  const [hour, minute] = [Math.floor(fives / 12), (fives % 12) * 5];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
});
const day = fc.integer({ min: -2, max: 2 });

describe('whatever the zone and the night', () => {
  it('no time comes before an earlier one, and a session is never of no length', () => {
    const moment = fc.tuple(day, times);
    fc.assert(
      fc.property(nights, moment, moment, ({ timeZone, night }, one, other) => {
        const startOf = ([offset, time]: [number, string]) =>
          spanOn({ startsAt: time, endsAt: '24:00' }, addDays(night, offset), timeZone)?.startsAt;
        const [early, late] = [one, other].sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
        const [first, second] = [early, late].map((at) => at && startOf(at));
        if (first && second) expect(first.getTime()).toBeLessThanOrEqual(second.getTime());
        const session = span(addDays(night, one[0]), one[1], other[1], timeZone);
        if (session && one[1] !== other[1]) expect(session.startsAt < session.endsAt).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('sessions that follow one another meet, and share no instant', () => {
    fc.assert(
      fc.property(
        nights,
        day,
        fc.uniqueArray(times, { minLength: 3, maxLength: 3 }),
        ({ timeZone, night }, offset, three) => {
          const [a = '', b = '', c = ''] = three.sort();
          const date = addDays(night, offset);
          const [first, second] = [span(date, a, b, timeZone), span(date, b, c, timeZone)];
          if (!first || !second) return;
          expect(second.startsAt).toEqual(first.endsAt);
          expect(overlap(first, second)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('the clock shows at the beginning what the template says, or, where that is skipped, what comes then', () => {
    fc.assert(
      fc.property(nights, day, times, ({ timeZone, night }, offset, time) => {
        const date = addDays(night, offset);
        const found = span(date, time, '24:00', timeZone);
        if (!found) return;
        const shown = localMoment(found.startsAt, timeZone);
        const before = localMoment(new Date(found.startsAt.getTime() - 60_000), timeZone);
        expect(`${shown.date} ${shown.time}` >= `${date} ${time}`).toBe(true);
        expect(`${before.date} ${before.time}` < `${date} ${time}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
