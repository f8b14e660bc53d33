import type { EventFact, History, PeriodFact, TicketFact } from './history';
import { judge } from './judge';

const at = (ticket: string, version: number, state: string, more: Partial<PeriodFact> = {}): PeriodFact => ({
  ticket,
  version,
  state,
  step: 1,
  from: 0,
  counter: null,
  service: 'papers',
  action: 'x',
  reason: null,
  outcome: state === 'served' ? 'served' : null,
  basis: 0,
  target: 1_200_000,
  ...more,
});
// A day on which K001 was served at counter 1, and then K002 called there.
const periods: PeriodFact[] = [
  at('a', 1, 'waiting'),
  at('a', 2, 'called', { from: 10_000, counter: '1', action: 'call' }),
  at('a', 3, 'serving', { from: 20_000, counter: '1' }),
  at('a', 4, 'served', { from: 30_000, counter: '1' }),
  at('b', 1, 'waiting', { from: 5_000, basis: 5_000, target: 1_205_000 }),
  at('b', 2, 'called', { from: 30_000, basis: 5_000, target: 1_205_000, counter: '1', action: 'call' }),
];
const typeOf = (state: string) => `queue.ticket.${state === 'waiting' ? 'issued' : state}`;
const events: EventFact[] = periods.map(
  ({ ticket, version, state, counter, from, basis, target, outcome }) => ({
    id: `${ticket}${String(version)}`,
    type: typeOf(state),
    ticket,
    sequence: version,
    at: from,
    data: {
      state,
      number: ticket === 'a' ? 'K001' : 'K002',
      service: 'papers',
      businessDay: '2026-03-10',
      ...(counter !== null && { counter }),
      ...(outcome !== null && { outcome }),
      ...(version === 1 && {
        basisAt: new Date(basis).toISOString(),
        targetAt: new Date(target).toISOString(),
      }),
    },
  }),
);
const ticket = (id: string, state: string, version: number, outcome: string | null): TicketFact => ({
  id,
  number: id === 'a' ? 'K001' : 'K002',
  businessDay: '2026-03-10',
  state,
  version,
  outcome,
  priority: null,
  channel: 'kiosk',
  issueOrder: id === 'a' ? 1 : 2,
});
const figures = {
  issued: 2,
  served: 1,
  noShow: 0,
  left: 0,
  cancelled: 0,
  transferred: 0,
  closedUnserved: 0,
  waitMinutes: { p50: 0.17, p90: 0.42, max: 0.42, mean: 0.29 },
  serviceMinutes: { p50: 0.17, p90: 0.17, max: 0.17 },
  withinTarget: { count: 2, of: 2 },
};
const good: History = {
  tickets: [ticket('a', 'served', 4, 'served'), ticket('b', 'called', 2, null)],
  periods,
  events,
  overtakings: [],
  presence: [],
  board: { calls: [{ number: 'K002', counter: '1', state: 'called' }] },
  sessions: [{ counter: '1', at: -10_000, services: null, skills: [] }],
  office: { services: [{ code: 'papers' }], priorities: [], rules: { overtakenAtMost: 1 } },
  statistics: [{ day: '2026-03-10', total: figures, services: [{ service: 'papers', ...figures }] }],
  toleranceMs: 1_000,
};

const period = (index: number, changes: Partial<PeriodFact>): History => ({
  ...good,
  periods: periods.map((some, at) => (at === index ? { ...some, ...changes } : some)),
});

describe('the checker of histories', () => {
  it('finds nothing in a good day, nor in one whose events were delivered twice', () => {
    expect(judge(good)).toEqual([]);
    expect(judge({ ...good, events: [...events.slice(0, 3), ...events] })).toEqual([]);
  });

  it('finds a number that is missing or given twice', () => {
    const told = (number: string) =>
      events.map((event) => (event.ticket === 'b' ? { ...event, data: { ...event.data, number } } : event));
    expect(judge({ ...good, events: told('K003') })[0]).toMatch('3 stands where 2');
    expect(judge({ ...good, events: told('K001') })[0]).toMatch('1 stands where 2');
  });

  it('finds a jump between states, a period that runs backwards, a missing end or version', () => {
    expect(judge(period(2, { state: 'parked' }))).toContain('K001 went from parked to served');
    expect(judge(period(2, { step: 2 }))).toContain('K001 went from called to serving');
    expect(judge(period(2, { from: 9 }))).toContain('K001: serving began before called');
    expect(judge(period(2, { version: 7 }))).toContain('K001: version 7 after 2');
    expect(judge({ ...good, periods: periods.slice(0, 5) })).toEqual(
      expect.arrayContaining([
        'K002 is called, its last period waiting',
        'K002 has 2 versions and 1 periods',
      ]),
    );
  });

  it('finds two visitors at one counter', () => {
    expect(judge(period(5, { from: 29_000 }))).toContain('counter 1 had a and b at once');
  });

  it('finds an end without an outcome, and an outcome without an end', () => {
    const [first, second] = good.tickets as [History['tickets'][0], History['tickets'][0]];
    expect(judge({ ...good, tickets: [{ ...first, outcome: null }, second] })).toHaveLength(1);
    expect(judge({ ...good, tickets: [first, { ...second, outcome: 'served' }] })).toHaveLength(1);
    expect(judge(period(3, { outcome: null }))).toContain('K001 was served with outcome null');
  });

  it('finds events that are lost, doubled under another id, or out of order', () => {
    expect(judge({ ...good, events: events.filter(({ id }) => id !== 'a2') })).toContain(
      'K001: 4 versions, events of 1,3,4',
    );
    const again = { ...(events[2] as EventFact), id: 'other' };
    expect(judge({ ...good, events: [...events.slice(0, 3), again, ...events.slice(3)] })).toContain(
      'K001: events out of order: 1,2,3,3,4',
    );
    const [a1, a2, ...rest] = events as [EventFact, EventFact];
    expect(judge({ ...good, events: [a2, a1, ...rest] })).toEqual(['K001: events out of order: 2,1,3,4']);
  });

  it('finds a board that shows something else', () => {
    expect(judge({ ...good, board: { calls: [] } })).toEqual([
      'the events fold to [K002 called at 1], the board shows []',
    ]);
  });

  it('finds statistics that the events do not bear out', () => {
    const total = { ...figures, served: 2, waitMinutes: { p50: 0.17, p90: 0.3, max: 0.42 } };
    expect(judge({ ...good, statistics: [{ day: '2026-03-10', total, services: [] }] })).toEqual([
      'statistics of 2026-03-10: served is 2, by the events 1',
      'statistics of 2026-03-10: waitMinutes is {"p50":0.17,"p90":0.3,"max":0.42}, by the events {"p50":0.17,"p90":0.42,"max":0.42}',
    ]);
  });
});

describe('of the order of calls the checker', () => {
  // K003 has waited since the beginning, as long as K001; now K002 is called, who came 5 s later.
  const waits = (more: Partial<PeriodFact> = {}, priority: string | null = null): History => ({
    ...good,
    tickets: [
      ...good.tickets,
      { ...ticket('c', 'waiting', 1, null), number: 'K003', issueOrder: 3, priority },
    ],
    periods: [...periods, at('c', 1, 'waiting', { from: 1_000, basis: 1_000, target: 1_201_000, ...more })],
    office: {
      services: [
        { code: 'papers' },
        { code: 'crime', resources: ['prosecutor'] },
        { code: 'visas', skills: ['x'] },
      ],
      priorities: [
        { code: 'infant', minutes: 15 },
        { code: 'danger', minutes: 0, emergency: true },
      ],
      rules: { overtakenAtMost: 1 },
    },
  });
  const ofOrder = (history: History) => judge(history).filter((fault) => /before|overt/.test(fault));
  const passed = [expect.stringMatching(/^K002 was called at .* to 1 before K003$/)];

  it('finds who was passed over without a reason', () => {
    expect(ofOrder(waits())).toEqual(passed);
    expect(ofOrder(waits({ from: 15_000, basis: 6_000, target: 1_206_000 }, 'infant'))).toEqual(passed);
    expect(ofOrder(waits({ from: 15_000, basis: 6_000, target: 1_206_000 }, 'danger'))).toEqual(passed);
  });

  it('finds nothing where the deadline, a counter, a skill or a missing prosecutor explains it', () => {
    expect(ofOrder(waits({ target: 1_206_000 }))).toEqual([]);
    expect(ofOrder(waits({ counter: '2' }))).toEqual([]);
    expect(ofOrder(waits({ service: 'visas' }))).toEqual([]);
    expect(ofOrder(waits({ service: 'crime' }))).toEqual([]);
    expect(ofOrder({ ...waits({ service: 'crime' }), presence: [{ at: 0, present: true }] })).toEqual(passed);
    expect(ofOrder(waits({ from: 29_500 }))).toEqual([]);
  });

  it('finds who was overtaken too often, or not at all', () => {
    const later = waits({ target: 1_206_000 });
    const one = { ticket: 'c', by: 'a', at: 10_000, reason: 'earlier-deadline' };
    expect(ofOrder({ ...later, overtakings: [{ ...one, at: 9_000 }] })).toContain(
      'K003 was overtaken by a call that was not made',
    );
    const twice = [
      { ...one, by: 'b', at: 30_000 },
      { ...one, by: 'b', at: 30_000 },
    ];
    expect(ofOrder({ ...later, overtakings: twice })).toEqual(['K003 was overtaken 2 times']);
    const back = waits({ target: 1_206_000, action: 'reopen' });
    expect(ofOrder({ ...back, overtakings: twice })).toEqual([]);
    expect(ofOrder({ ...later, overtakings: [one] })).toContain('K003 came after K001, which overtook it');
  });
});
