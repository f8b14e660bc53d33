import fc from 'fast-check';
import { aTemplate, almaty } from '../testing/timetable.fixture';
import { sessionsIn, type Timetable } from './dated.rules';
import { occursOn } from './recurrence.rules';
import { keyFrom, readSessionId, sessionIdOf } from './session-id.rules';

const uuid = '0199e0f0-1234-7abc-8def-0123456789ab';
const key = keyFrom(uuid);
const other = keyFrom('0199e0f0-1234-7abc-8def-ffff456789ab');

const timetable = (more: Partial<Timetable> = {}): Timetable => ({
  templates: [
    { code: 'TUE', key, definition: aTemplate() },
    { code: 'EARLY', key: other, definition: aTemplate({ startsAt: '08:00', endsAt: '09:00' }) },
  ],
  excluded: [],
  weekStartsOn: 'mon',
  timeZone: almaty,
  ...more,
});
const march = { from: '2026-03-01', to: '2026-03-31' };
const named = (one: Timetable) => sessionsIn(one, march).map(({ template, date }) => `${date} ${template}`);

describe('the sessions of a facility', () => {
  it('come in the order of time, each with its instants', () => {
    expect(named(timetable()).slice(0, 3)).toEqual([
      '2026-03-03 EARLY',
      '2026-03-03 TUE',
      '2026-03-10 EARLY',
    ]);
    expect(sessionsIn(timetable(), march)[1]).toMatchObject({
      startsAt: new Date('2026-03-03T05:00:00Z'),
      endsAt: new Date('2026-03-03T06:00:00Z'),
    });
  });

  it('leave out a day of the facility, or of one template', () => {
    const excluded = [
      { date: '2026-03-03', template: '' },
      { date: '2026-03-10', template: 'EARLY' },
    ];
    expect(named(timetable({ excluded })).slice(0, 2)).toEqual(['2026-03-10 TUE', '2026-03-17 EARLY']);
  });
});

describe("a session's id", () => {
  it('leads back to its template and its day', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.uuid(), (day, some) => {
        const date = day.toISOString().slice(0, 10);
        expect(readSessionId(sessionIdOf(keyFrom(some), date))).toEqual({ key: keyFrom(some), date });
      }),
    );
  });

  it('is another one for each template and each day', () => {
    const all = sessionsIn(timetable(), { from: '2026-01-01', to: '2027-12-31' });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(
      all.every(({ date }) => occursOn(aTemplate(), { weekStartsOn: 'mon', excluded: new Set() }, date)),
    ).toBe(true);
  });

  it('of no day that there is is none', () => {
    expect(readSessionId('0199e0f0-1234-7abc-8def-01237fffffff')).toBeUndefined();
    expect(readSessionId('0199e0f0-1234-7abc-8def-012380000000')).toBeUndefined();
  });
});
