import type { EventFact, History, PeriodFact, TicketFact } from './history';
import { judge } from './judge';

const at = (ticket: string, version: number, state: string, more: Partial<PeriodFact> = {}): PeriodFact => ({
  ticket,
  version,
  state,
  step: 1,
  from: 0,
  actor: 'desk',
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
  syncedAt: null,
  saidAt: null,
});
const figures = {
  issued: 2,
  synced: 0,
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
const rules = { overtakenAtMost: 1, returnWithinMinutes: 30, ticketsPerDeviceMinuteAtMost: 2 };
const good: History = {
  tickets: [ticket('a', 'served', 4, 'served'), ticket('b', 'called', 2, null)],
  periods,
  events,
  overtakings: [],
  lent: [],
  silences: [],
  presence: [],
  board: { calls: [{ ticket: 'b', number: 'K002', counter: '1', state: 'called' }] },
  sessions: [{ counter: '1', at: -10_000, services: null, skills: [] }],
  office: { services: [{ code: 'papers' }], priorities: [], rules },
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

  describe('over a night', () => {
    const minutes = 60_000;
    // K001 of the day before, and then the first of today.
    const night = (
      before: readonly (readonly [state: string, at: number])[],
      first: string,
      at: number,
    ): History => ({
      ...good,
      events: [
        ...before.map((one, index): EventFact => told('x', one, 'K001', { sequence: index + 1 })),
        told('y', ['waiting', at], first, { businessDay: '2026-03-11' }),
      ],
    });
    const told = (
      ticket: string,
      [state, at]: readonly [string, number],
      number: string,
      { sequence = 1, businessDay = '2026-03-10' } = {},
    ): EventFact => ({
      id: `${ticket}${String(sequence)}`,
      type: typeOf(state),
      ticket,
      sequence,
      at,
      data: { state, number, service: 'papers', businessDay },
    });
    const ofNumbers = (history: History) =>
      judge(history).filter((fault) => /stands where|at once/.test(fault));
    const twice = ['K001 was the number of x and y at once'];
    const gap = ['series 2026-03-11 K: 2 stands where 1 should'];
    const gone = [
      ['waiting', 0],
      ['left', minutes],
    ] as const;

    it('it finds a number that two had at once', () => {
      expect(ofNumbers(night([['waiting', 0]], 'K001', minutes))).toEqual(twice);
      expect(ofNumbers(night([['parked', 0]], 'K001', minutes))).toEqual(twice);
      expect(ofNumbers(night(gone, 'K001', minutes / 2))).toEqual(twice);
      expect(ofNumbers(night(gone, 'K001', minutes))).toEqual([]);
      expect(ofNumbers(night([['booked', 0]], 'K001', minutes))).toEqual([]);
    });

    it('it finds a number that was left out though nobody had it', () => {
      expect(ofNumbers(night([['waiting', 0]], 'K002', minutes))).toEqual([]);
      expect(ofNumbers(night(gone, 'K002', 2 * minutes))).toEqual(gap);
      const away = [
        ['called', 0],
        ['no-show', minutes],
      ] as const;
      expect(ofNumbers(night(away, 'K002', 31 * minutes))).toEqual([]);
      expect(ofNumbers(night(away, 'K002', 32 * minutes))).toEqual(gap);
      expect(ofNumbers(night(away, 'K001', 32 * minutes))).toEqual([]);
    });
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
      'the events fold to [b K002 called at 1], the board shows []',
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
  const told = { ticket: 'c', by: 'b', at: 30_000, reason: 'earlier-deadline' };
  // K003 has waited since the beginning, as long as K001; now K002 is called, who came 5 s later.
  const waits = (more: Partial<PeriodFact> = {}, priority: string | null = null): History => ({
    ...good,
    tickets: [
      ...good.tickets,
      { ...ticket('c', 'waiting', 1, null), number: 'K003', issueOrder: 3, priority },
    ],
    periods: [...periods, at('c', 1, 'waiting', { from: 1_000, basis: 1_000, target: 1_201_000, ...more })],
    overtakings: (more.basis ?? 0) > 5_000 ? [] : [told],
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
      rules,
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

  it('finds who was overtaken and is not told, but for who could not be called', () => {
    const untold = (more: Partial<PeriodFact>) => ofOrder({ ...waits(more), overtakings: [] });
    const early = { target: 1_204_000 };
    expect(untold({ target: 1_206_000 })).toEqual(['K003 was overtaken by K002, and nobody told']);
    expect(untold({ ...early, counter: '2' })).toEqual([]);
    expect(untold({ ...early, service: 'visas' })).toEqual([]);
    expect(untold({ ...early, service: 'crime' })).toEqual([]);
    expect(untold({ ...early, from: 29_500 })).toEqual([]);
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

describe('of what a device gave out without a line the checker', () => {
  const issuedAt = 1_000_000;
  const syncedAt = 2_000_000;
  const silence = { ticket: 's', since: issuedAt - 10_000, until: syncedAt - 10_000 };
  const lent = [{ businessDay: '2026-03-10', prefix: 'K', first: 3, last: 12 }];

  /** K004 was given out by a kiosk, and has not been called. */
  function offline(more: Partial<TicketFact> = {}, issue: Partial<PeriodFact> = {}): History {
    const issued = { from: issuedAt, basis: issuedAt, target: issuedAt + 1_200_000, actor: 'kiosk' };
    const period = at('s', 1, 'waiting', { ...issued, action: 'sync', ...issue });
    const { state, from, basis, target, service } = period;
    const day = { businessDay: '2026-03-10', number: 'K004', state, service };
    const said = { ...day, syncedAt: iso(syncedAt), basisAt: iso(basis), targetAt: iso(target) };
    const counted = { ...figures, issued: 3, synced: 1 };
    return {
      ...good,
      lent,
      silences: [silence],
      tickets: [
        ...good.tickets,
        { ...ticket('s', 'waiting', 1, null), number: 'K004', issueOrder: 9, syncedAt, ...more },
      ],
      periods: [...periods, period],
      events: [
        ...events,
        { id: 's1', type: 'queue.ticket.issued', ticket: 's', sequence: 1, at: from, data: said },
      ],
      statistics: [{ day: '2026-03-10', total: counted, services: [{ service: 'papers', ...counted }] }],
    };
  }
  const iso = (ms: number) => new Date(ms).toISOString();

  it('finds nothing in a number of a block, in a silence, nor in a time that does not count and is not counted', () => {
    expect(judge(offline())).toEqual([]);
    const unproven = { from: syncedAt, basis: syncedAt, target: syncedAt + 1_200_000 };
    expect(judge({ ...offline({ saidAt: 5_000 }, unproven), silences: [] })).toEqual([]);
    const justNow = { from: syncedAt - 60_000, basis: syncedAt - 60_000, target: syncedAt + 1_140_000 };
    expect(judge({ ...offline({}, justNow), silences: [] })).toEqual([]);
  });

  it('finds a number that was not lent and is missing', () => {
    expect(judge({ ...offline(), lent: [] })).toEqual(['series 2026-03-10 K: 4 stands where 3 should']);
  });

  it('finds a time that nothing bears out', () => {
    const unproven = [expect.stringMatching(/^K004 waits from .* bear/)];
    expect(judge({ ...offline(), silences: [] })).toEqual(unproven);
    expect(judge({ ...offline(), silences: [{ ...silence, since: issuedAt + 61_000 }] })).toEqual(unproven);
    expect(judge({ ...offline(), silences: [{ ...silence, until: issuedAt - 61_000 }] })).toEqual(unproven);
    expect(judge({ ...offline(), silences: [{ ...silence, until: syncedAt - 601_000 }] })).toEqual(unproven);
    expect(judge(offline({ saidAt: 5_000 }))).toEqual(['K004 waits from a time that was not proven']);
  });

  it('finds a device that issued with a line while it is said to have been silent', () => {
    const history = offline();
    const [first, ...rest] = history.periods as [PeriodFact, ...PeriodFact[]];
    const heard = { ...first, actor: 'kiosk', action: 'issue', from: 5_000 };
    const silences = [{ ...silence, since: 0 }];
    expect(judge({ ...history, silences, periods: [heard, ...rest] })).toEqual([
      'K004 was issued in a silence in which its device issued a',
    ]);
  });

  it('finds more of a device within a minute than it may issue, and a sync that is not marked', () => {
    const many = offline();
    const crowd = many.periods.map((one) => (one.version === 1 ? { ...one, actor: 'kiosk' } : one));
    const near = { from: 50_000, basis: 50_000, target: 1_250_000 };
    const close = offline({ syncedAt: 60_000 }, near).periods.map((one) =>
      one.version === 1 ? { ...one, actor: 'kiosk' } : one,
    );
    const crowded = 'kiosk issued more than 2 tickets within a minute';
    expect(judge({ ...many, periods: crowd })).not.toContain(crowded);
    expect(judge({ ...offline({ syncedAt: 60_000 }, near), periods: close })).toContain(crowded);
    expect(judge(offline({ syncedAt: null }))).toContain('K004 was synced, and is not marked as that');
  });

  it('finds who was passed by it and is not told why, and blames nobody for a call that was made before the sync', () => {
    // K001 came at 0 and was called at 10 s; K002 came at 5 s and was called at 30 s; the kiosk tells at 20 s of who came at 0.
    const early = { from: -2_000, basis: -2_000, target: 1_198_000, actor: 'kiosk' };
    const told = offline({ syncedAt: 20_000 }, early);
    const called = at('s', 2, 'called', { ...early, from: 25_000, counter: '2', action: 'call' });
    const history: History = {
      ...told,
      silences: [],
      sessions: [...good.sessions, { counter: '2', at: -10_000, services: null, skills: [] }],
      tickets: told.tickets.map((one) => (one.id === 's' ? { ...one, state: 'called', version: 2 } : one)),
      periods: [...told.periods, called],
    };
    const ofOrder = (of: History) => judge(of).filter((fault) => /before|overt/.test(fault));
    const synced = { ticket: 'b', by: 's', at: 25_000, reason: 'synced' };
    expect(ofOrder({ ...history, overtakings: [synced] })).toEqual([]);
    expect(ofOrder(history)).toEqual(['K002 was overtaken by K004, and nobody told']);
    const lied = { ...synced, ticket: 's', by: 'b', at: 30_000 };
    expect(ofOrder({ ...history, overtakings: [synced, lied] })).toContain(
      'K004 was overtaken while it did not wait',
    );
  });
});
