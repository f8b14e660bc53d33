import { addDays } from '@kezek/platform';
import fc from 'fast-check';
import { theRules } from '../testing/timetable.fixture';
import { bookableDays, isWorkingDay, monthOf } from './window.rules';

const calendar = theRules({
  // Nauryz is three days off; 16 May 2026, a Saturday, is worked.
  calendar: [
    ...['2026-03-23', '2026-03-24', '2026-03-25'].map((date) => ({ date, working: false })),
    { date: '2026-05-16', working: true },
  ],
});
const days = (today: string, minDays: number, workingDays = false) =>
  bookableDays({ minDays, maxDays: 30, workingDays }, calendar, today);

describe('what can be booked today', () => {
  it('begins when the notice has passed, and ends with the window', () => {
    expect(days('2026-03-10', 1)).toEqual({ from: '2026-03-12', to: '2026-04-09' });
    expect(days('2026-03-10', 0)).toEqual({ from: '2026-03-11', to: '2026-04-09' });
    expect(days('2026-12-31', 2)).toEqual({ from: '2027-01-03', to: '2027-01-30' });
  });

  it('after a notice in working days begins later by weekends and holidays', () => {
    expect(days('2026-03-13', 1, true).from).toBe('2026-03-17');
    expect(days('2026-03-13', 0, true).from).toBe('2026-03-14');
    expect(days('2026-03-20', 2, true).from).toBe('2026-03-28');
    expect(days('2026-05-15', 1, true).from).toBe('2026-05-17');
  });

  it('is nothing where the notice is longer than the window, were there one working day a week', () => {
    const seldom = theRules({ weekend: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], calendar: [] });
    const { from, to } = bookableDays({ minDays: 50, maxDays: 10, workingDays: true }, seldom, '2026-03-10');
    expect(from > to).toBe(true);
  });
});

describe('a working day', () => {
  it.each([
    ['2026-03-20', true],
    ['2026-03-21', false],
    ['2026-03-24', false],
    ['2026-05-16', true],
    ['2026-05-17', false],
  ])('%s: %s', (date, working) => {
    expect(isWorkingDay(calendar, date)).toBe(working);
  });
});

it('a visit counts for the month of its own day', () => {
  expect(['2024-02-29', '2024-03-01', '2026-12-31'].map(monthOf)).toEqual(['2024-02', '2024-03', '2026-12']);
});

describe('whatever the day and the notice', () => {
  const today = fc.integer({ min: 0, max: 800 }).map((after) => addDays('2025-06-01', after));
  const notice = fc.record({
    minDays: fc.integer({ min: 0, max: 15 }),
    maxDays: fc.integer({ min: 40, max: 90 }),
    workingDays: fc.boolean(),
  });

  it('so many days that count lie between today and the first bookable one', () => {
    fc.assert(
      fc.property(today, notice, (date, terms) => {
        const { from, to } = bookableDays(terms, calendar, date);
        let counted = 0;
        for (let day = addDays(date, 1); day < from; day = addDays(day, 1))
          if (!terms.workingDays || isWorkingDay(calendar, day)) counted += 1;
        expect(counted).toBe(terms.minDays);
        expect(to).toBe(addDays(date, terms.maxDays));
        if (terms.workingDays && terms.minDays > 0)
          expect(isWorkingDay(calendar, addDays(from, -1))).toBe(true);
      }),
    );
  });

  it('tomorrow nothing opens that was closed for being too near, and working days never open sooner', () => {
    fc.assert(
      fc.property(today, notice, (date, terms) => {
        const from = (day: string, workingDays: boolean) =>
          bookableDays({ ...terms, workingDays }, calendar, day).from;
        expect(from(addDays(date, 1), terms.workingDays) >= from(date, terms.workingDays)).toBe(true);
        expect(from(date, true) >= from(date, false)).toBe(true);
      }),
    );
  });
});
