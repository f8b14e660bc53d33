import { aCalendar, aTemplate, aVisit } from '../testing/timetable.fixture';
import { previewChange, previewExclusion } from './change.rules';

const range = { from: '2026-03-01', to: '2026-03-31' };
const visits = [
  aVisit('1', '2026-03-10'),
  aVisit('2', '2026-03-10'),
  aVisit('3', '2026-03-10'),
  aVisit('4', '2026-03-17'),
];
const preview = (change: object, booked = visits, calendar = aCalendar()) =>
  previewChange(aTemplate(), aTemplate(change), { calendar, range, visits: booked });

describe('the preview of a change', () => {
  it('names the times that can not change while there are visits, and none where there are not', () => {
    const change = { startsAt: '09:00', weekday: 'wed', room: 'R2' };
    expect(preview(change).frozen).toEqual(['weekday', 'startsAt']);
    expect(preview(change, []).frozen).toEqual([]);
    expect(preview({ room: 'R2' })).toEqual({ frozen: [], sessions: [] });
  });

  it('shows on each day who would be too many, the newest first of all', () => {
    expect(preview({ pools: [{ kind: 'open', parties: 1, persons: 9 }] }).sessions).toEqual([
      { date: '2026-03-03', change: 'capacity-lowered', visits: [] },
      { date: '2026-03-10', change: 'capacity-lowered', visits: ['2', '3'] },
      { date: '2026-03-17', change: 'capacity-lowered', visits: [] },
      { date: '2026-03-24', change: 'capacity-lowered', visits: [] },
      { date: '2026-03-31', change: 'capacity-lowered', visits: [] },
    ]);
  });

  it('touches nobody of another pool, and nobody by more places', () => {
    const pools = [
      { kind: 'open', parties: 3, persons: 20 },
      { kind: 'closed', parties: 1, persons: 2 },
    ];
    expect(preview({ pools }).sessions.map(({ change, visits: touched }) => [change, touched])).toEqual(
      Array.from({ length: 5 }, () => ['capacity-raised', []]),
    );
    const gone = preview({ pools: [{ kind: 'closed', parties: 9, persons: 9 }] }).sessions;
    expect(gone[1]).toEqual({ date: '2026-03-10', change: 'capacity-lowered', visits: ['1', '2', '3'] });
  });

  it('shows the days that would go with their visits, and those that would come', () => {
    const { sessions } = preview({ everyWeeks: 2, anchorDate: '2026-03-03' });
    expect(sessions).toEqual([
      { date: '2026-03-10', change: 'removed', visits: ['1', '2', '3'] },
      { date: '2026-03-24', change: 'removed', visits: [] },
    ]);
    expect(preview({ weekday: 'wed' }, []).sessions.slice(0, 2)).toEqual([
      { date: '2026-03-03', change: 'removed', visits: [] },
      { date: '2026-03-04', change: 'added', visits: [] },
    ]);
  });

  it('sees a visit that was booked for later than one looks', () => {
    const late = [aVisit('9', '2026-06-02')];
    const { sessions } = preview({ validTo: '2026-05-31' }, late);
    expect(sessions).toEqual([{ date: '2026-06-02', change: 'removed', visits: ['9'] }]);
  });

  it('says nothing of a day that was excluded before', () => {
    const { sessions } = preview({ validTo: '2026-03-09' }, visits, aCalendar('2026-03-10'));
    expect(sessions.map(({ date }) => date)).toEqual(['2026-03-17', '2026-03-24', '2026-03-31']);
  });
});

it('the preview of an excluded day names its visits', () => {
  expect(previewExclusion('2026-03-17', visits)).toEqual({
    date: '2026-03-17',
    change: 'removed',
    visits: ['4'],
  });
});
