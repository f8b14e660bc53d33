import { aCalendar, aTemplate, aVisit } from '../testing/timetable.fixture';
import { planMoves, type Move } from './moving.rules';

const target = aTemplate({ weekday: 'thu', pools: [{ kind: 'open', parties: 2, persons: 4 }] });
const move = (more: Partial<Move> = {}): Move => ({
  to: target,
  calendar: aCalendar('2026-03-26'),
  taken: () => ({ parties: 0, persons: 0 }),
  check: () => [],
  ...more,
});

describe('a move', () => {
  it('is into the session of the same week, wherever the day lies in it', () => {
    expect(planMoves([aVisit('1', '2026-03-10'), aVisit('2', '2026-03-08')], move())).toEqual({
      moved: [
        { visit: '1', from: '2026-03-10', to: '2026-03-12' },
        { visit: '2', from: '2026-03-08', to: '2026-03-05' },
      ],
      left: [],
    });
  });

  it('leaves where it is what has no session, or no place on its day', () => {
    const visits = [
      aVisit('1', '2026-03-24'),
      aVisit('2', '2026-03-10'),
      aVisit('3', '2026-03-17', { pool: 'closed' }),
    ];
    const taken: Move['taken'] = (date) => ({ parties: date === '2026-03-12' ? 2 : 0, persons: 0 });
    expect(planMoves(visits, move({ taken })).left).toEqual([
      { visit: '1', from: '2026-03-24', reason: 'no-session' },
      { visit: '2', from: '2026-03-10', reason: 'no-place' },
      { visit: '3', from: '2026-03-17', reason: 'no-place' },
    ]);
  });

  it('counts those that it has moved already: who booked first has the place', () => {
    const visits = ['3', '2', '1'].map((name) => aVisit(name, '2026-03-10'));
    const { moved, left } = planMoves(visits, move());
    expect([moved.map(({ visit }) => visit), left.map(({ visit }) => visit)]).toEqual([['1', '2'], ['3']]);
  });

  it('asks every rule of the new day, and who may not go takes nobody the place', () => {
    const visits = ['1', '2', '3'].map((name) => aVisit(name, '2026-03-10'));
    const conflicts = [{ code: 'detainee-in-court' as const }];
    const check: Move['check'] = (visit, date) => (visit === '1' && date === '2026-03-12' ? conflicts : []);
    const { moved, left } = planMoves(visits, move({ check }));
    expect(moved.map(({ visit }) => visit)).toEqual(['2', '3']);
    expect(left).toEqual([{ visit: '1', from: '2026-03-10', reason: 'rules', conflicts }]);
  });
});
