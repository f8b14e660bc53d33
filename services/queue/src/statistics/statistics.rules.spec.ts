import fc from 'fast-check';
import { naiveFigures } from '../testing/naive-statistics.fixture';
import { aVisit, openedAt, someVisits } from '../testing/period.fixture';
import {
  emptyCell,
  fold,
  mergeAll,
  restored,
  stored,
  sumOf,
  type Cells,
  type StoredCell,
} from './cells.rules';
import { factsOf, type Counted } from './facts.rules';
import { figuresOf } from './figures.rules';

const hourOf = (instant: Date): string => `${instant.toISOString().slice(0, 13)}:00:00Z`;
const cellsOf = (rows: readonly Counted[]) => fold(factsOf(rows), hourOf);
const figures = (rows: readonly Counted[]) => figuresOf(sumOf(cellsOf(rows).service.values()));

const served = aVisit([
  [0, 'issue', 'waiting'],
  [600, 'call', 'called'],
  [630, 'recall', 'called', { actor: 'system' }],
  [660, 'start', 'serving'],
  [960, 'finish', 'served', { outcome: 'served' }],
]);

describe('a visit that was served', () => {
  it('has its wait to the call, to the service, and the service', () => {
    expect(figures(served)).toMatchObject({
      issued: 1,
      steps: 1,
      served: 1,
      open: 0,
      recalls: 1,
      overrides: 0,
      noShow: 0,
      waitMinutes: { p50: 10, p90: 10, max: 10, mean: 10 },
      waitToServingMinutes: { p50: 11 },
      serviceMinutes: { p50: 5, p90: 5 },
      withinTarget: { count: 1, of: 1, share: 1 },
    });
  });

  it('is the counter’s and the operator’s who called, also where the system repeated the call; its issue is nobody’s', () => {
    const { counter, operator, hour } = cellsOf(served);
    expect([...counter.keys(), ...operator.keys(), ...hour.keys()]).toEqual(['1', 'aliya', hourOf(openedAt)]);
    expect(figuresOf(operator.get('aliya') ?? emptyCell())).toMatchObject({
      issued: 0,
      steps: 0,
      served: 1,
      recalls: 1,
      waitMinutes: { p50: 10 },
    });
  });
});

describe('what is not a wait', () => {
  it('is the time before the basis, and that of being parked or away', () => {
    const rows = aVisit([
      [0, 'issue', 'waiting'],
      [120, 'return-later', 'return-later'],
      [1000, 'resume', 'waiting'],
      [1060, 'call', 'called'],
      [1070, 'park', 'parked'],
      [5000, 'resume', 'waiting'],
      [5060, 'call', 'called'],
      [5080, 'start', 'serving'],
    ]).map((row) => ({ ...row, basisAt: new Date(openedAt.getTime() + 60_000) }));
    expect(figures(rows)).toMatchObject({
      waitMinutes: { max: 2 },
      // 60 + 60 before the first call, 10 called, 60 waiting again, 20 called again
      waitToServingMinutes: { max: 3.5 },
      parked: 1,
      returned: 1,
      open: 1,
    });
  });

  it('is that of who was never called', () => {
    const rows = aVisit([
      [0, 'issue', 'waiting'],
      [60, 'leave', 'left'],
    ]);
    expect(figures(rows)).toMatchObject({ left: 1, waitMinutes: {}, withinTarget: { count: 0, of: 0 } });
  });
});

describe('the target', () => {
  it.each([
    {
      what: 'a call at the last moment is in time',
      seconds: 1200,
      action: 'call',
      state: 'called',
      kept: [1, 1],
    },
    { what: 'a call a second later is not', seconds: 1201, action: 'call', state: 'called', kept: [0, 1] },
    { what: 'who left before it is not judged', seconds: 1200, action: 'leave', state: 'left', kept: [0, 0] },
    {
      what: 'who left after it was not called in time',
      seconds: 1201,
      action: 'leave',
      state: 'left',
      kept: [0, 1],
    },
    {
      what: 'who was sent home after it, too',
      seconds: 1201,
      action: 'return-later',
      state: 'return-later',
      kept: [0, 1],
    },
  ] as const)('$what', ({ seconds, action, state, kept: [count, of] }) => {
    const rows = aVisit([
      [0, 'issue', 'waiting'],
      [seconds, action, state],
    ]);
    expect(figures(rows).withinTarget).toMatchObject({ count, of });
  });

  it('of who was sent away and came back the same day waits meanwhile', () => {
    const visit = (called: number) =>
      aVisit([
        [0, 'issue', 'waiting'],
        [600, 'return-later', 'return-later'],
        [8000, 'resume', 'waiting'],
        [called, 'call', 'called'],
      ]);
    expect(figures(visit(8600)).withinTarget).toMatchObject({ count: 1, of: 1 });
    expect(figures(visit(8601)).withinTarget).toMatchObject({ count: 0, of: 1 });
  });

  it('of a further service is as long again, from the end of the one before', () => {
    const visit = (called: number) =>
      aVisit([
        [0, 'issue', 'waiting'],
        [600, 'call', 'called'],
        [600, 'start', 'serving'],
        [2000, 'transfer', 'transferred', { outcome: 'transferred' }],
        [2000, 'next-step', 'waiting', { step: 2, service: 'papers' }],
        [called, 'call', 'called', { step: 2, service: 'papers' }],
      ]);
    expect(figures(visit(3200))).toMatchObject({
      transferred: 1,
      steps: 2,
      withinTarget: { count: 2, of: 2 },
    });
    expect(figures(visit(3201)).withinTarget).toMatchObject({ count: 1, of: 2 });
  });
});

describe('ends', () => {
  it('of a service that the system ended are no service time', () => {
    const rows = served.map((row) => (row.outcome ? { ...row, outcome: 'ended-by-timeout' as const } : row));
    expect(figures(rows)).toMatchObject({ served: 1, endedBySystem: 1, serviceMinutes: {} });
  });

  it('of who came back count once, as it ended then', () => {
    const rows = aVisit([
      [0, 'issue', 'waiting'],
      [60, 'call', 'called', { reasoned: true }],
      [120, 'no-show', 'no-show', { outcome: 'no-show' }],
      [180, 'reopen', 'waiting'],
      [240, 'close-day', 'closed-unserved', { outcome: 'closed-by-day-end' }],
    ]);
    expect(figures(rows)).toMatchObject({
      steps: 1,
      noShow: 0,
      reopened: 1,
      closedUnserved: 1,
      overrides: 1,
    });
  });

  it('of an appointment for which nobody came are no step', () => {
    const rows = aVisit([
      [0, 'book', 'booked'],
      [60, 'expire', 'expired', { outcome: 'no-show' }],
    ]);
    expect(figures(rows)).toMatchObject({ notArrived: 1, issued: 0, steps: 0, expired: 0 });
    expect(figures(rows.slice(0, 1))).toMatchObject({ notArrived: 0, steps: 0, open: 0 });
  });

  it('of who comes back on another day are a step of that day, and no new visit', () => {
    expect(figures(aVisit([[0, 'resume', 'waiting']]))).toMatchObject({
      issued: 0,
      steps: 1,
      returned: 1,
      open: 1,
    });
  });
});

describe('nothing', () => {
  it('is told as zeros, without percentiles and shares', () => {
    const empty = figures([]);
    expect(empty).toMatchObject({ issued: 0, waitMinutes: {}, withinTarget: { count: 0, of: 0 } });
    expect(JSON.stringify(empty)).not.toMatch(/null|share|p50/);
  });
});

describe('any days', () => {
  it('have the figures that a slow recount has, whatever side they are seen from', () => {
    fc.assert(
      fc.property(someVisits, (visits) => {
        const rows = visits.flat();
        expect(figures(rows)).toEqual(naiveFigures(rows));
        const services = [...new Set(rows.map(({ service }) => service))];
        for (const service of services)
          expect(figuresOf(cellsOf(rows).service.get(service) ?? emptyCell())).toEqual(
            naiveFigures(rows.filter((row) => row.service === service)),
          );
        expect(figuresOf(sumOf(cellsOf(rows).hour.values()))).toEqual(naiveFigures(rows));
      }),
      { numRuns: 150 },
    );
  });

  it('add up from their seals to what they are together, and every step has one end', () => {
    fc.assert(
      fc.property(someVisits, someVisits, (one, other) => {
        const sum: Cells = new Map();
        for (const rows of [one.flat(), other.flat()]) {
          const seal = JSON.stringify(stored(cellsOf(rows).service));
          const read = restored(JSON.parse(seal) as StoredCell[]);
          expect(JSON.stringify(stored(read))).toBe(seal);
          mergeAll(sum, read);
        }
        const together = figuresOf(sumOf(sum.values()));
        expect(together).toEqual(naiveFigures([...one.flat(), ...other.flat().map(elsewhere)]));
        const { steps, served: done, noShow, left, cancelled, transferred } = together;
        const { expired, closedUnserved, returnLater, open } = together;
        expect(steps).toBe(
          done + noShow + left + cancelled + transferred + expired + closedUnserved + returnLater + open,
        );
      }),
      { numRuns: 50 },
    );
  });
});

const elsewhere = (row: Counted): Counted => ({ ...row, ticket: `other ${row.ticket}` });
