import { aTemplate, almaty } from '../testing/timetable.fixture';
import type { Kept, Timetable } from './dated.rules';
import { roomTakenBy } from './room.rules';

const kept = (code: string, more: object = {}): Kept => ({ code, key: code, definition: aTemplate(more) });
const with_ = (...templates: Kept[]): Timetable => ({
  templates,
  excluded: [],
  weekStartsOn: 'mon',
  timeZone: almaty,
});
const today = '2026-03-09';

describe('a room', () => {
  it('is given to one template at a time', () => {
    const taken = roomTakenBy(with_(kept('A')), kept('B', { startsAt: '10:30', endsAt: '11:30' }), today);
    expect(taken).toEqual({ template: 'A', date: '2026-03-10' });
  });

  it.each([
    { what: 'the same template, changed', one: kept('A', { endsAt: '11:30' }) },
    { what: 'another room', one: kept('B', { room: 'R2' }) },
    { what: 'one that begins where the other ends', one: kept('B', { startsAt: '11:00', endsAt: '12:00' }) },
    { what: 'another weekday', one: kept('B', { weekday: 'wed' }) },
    { what: 'one that ended before', one: kept('B', { validTo: '2026-03-09' }) },
    { what: 'one of past days alone', one: kept('B', { validFrom: '2026-01-01', validTo: '2026-02-01' }) },
  ])('is free for $what', ({ one }) => {
    expect(roomTakenBy(with_(kept('A')), one, today)).toBeUndefined();
  });

  it('is shared by turns, where the turns never meet', () => {
    const even = { everyWeeks: 2, anchorDate: '2026-01-06' };
    const odd = { everyWeeks: 2, anchorDate: '2026-01-13' };
    expect(roomTakenBy(with_(kept('A', even)), kept('B', odd), today)).toBeUndefined();
    const third = { everyWeeks: 3, anchorDate: '2026-01-13' };
    expect(roomTakenBy(with_(kept('A', even)), kept('B', third), today)).toMatchObject({ template: 'A' });
  });

  it('is occupied beyond midnight', () => {
    const night = kept('A', { startsAt: '22:00', endsAt: '02:00' });
    const early = kept('B', { weekday: 'wed', startsAt: '01:00', endsAt: '03:00' });
    expect(roomTakenBy(with_(night), early, today)).toMatchObject({ template: 'A' });
    expect(roomTakenBy(with_(early), night, today)).toMatchObject({ template: 'B' });
  });
});
