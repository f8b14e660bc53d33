import fc from 'fast-check';
import { bandOf, estimateWait, type QueueFacts } from './estimate.rules';

const facts = (more: Partial<QueueFacts> = {}): QueueFacts => ({
  ahead: [],
  counters: 2,
  busy: 2,
  meanMinutes: 6,
  targetMinutes: 20,
  waitedMinutes: 0,
  measured: false,
  ...more,
});

const counts = fc.record({
  ahead: fc.array(fc.record({ count: fc.nat(300), meanMinutes: fc.integer({ min: 1, max: 60 }) }), {
    maxLength: 4,
  }),
  counters: fc.integer({ min: 1, max: 30 }),
  busy: fc.nat(30),
  meanMinutes: fc.integer({ min: 1, max: 60 }),
});
const anyFacts = counts.map((some) => facts({ ...some, busy: Math.min(some.busy, some.counters) }));

describe('an estimate by queue length', () => {
  it('is unknown while no counter is open', () => {
    expect(estimateWait(facts({ counters: 0, busy: 0 }))).toEqual({
      known: false,
      reason: 'no-counter-open',
    });
  });

  it('is nothing when a counter is free and nobody is ahead', () => {
    expect(estimateWait(facts({ busy: 1 }))).toEqual({
      known: true,
      p50Minutes: 0,
      p80Minutes: 0,
      withinTarget: 1,
      band: { fromMinutes: 0, toMinutes: 5 },
      basis: 'configured',
    });
  });

  it('is half a service when nobody is ahead and every counter is busy', () => {
    const estimate = estimateWait(facts({ measured: true }));
    expect(estimate).toMatchObject({
      p50Minutes: 3,
      basis: 'queue-length',
      band: { fromMinutes: 0, toMinutes: 5 },
    });
  });

  it('shares the work of those ahead among the counters', () => {
    const estimate = estimateWait(
      facts({
        ahead: [
          { count: 4, meanMinutes: 6 },
          { count: 2, meanMinutes: 10 },
        ],
      }),
    );
    expect(estimate).toMatchObject({ known: true, p50Minutes: 25, withinTarget: 0.18 });
  });

  it('gives no hope for a target that has passed', () => {
    expect(estimateWait(facts({ busy: 0, waitedMinutes: 21 }))).toMatchObject({ withinTarget: 0 });
  });

  it('has p80 not below p50, a probability, and a band around both', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const estimate = estimateWait(some);
        if (!estimate.known) return false;
        const { p50Minutes, p80Minutes, band, withinTarget } = estimate;
        return (
          p50Minutes >= 0 &&
          p50Minutes <= p80Minutes &&
          withinTarget >= 0 &&
          withinTarget <= 1 &&
          band.fromMinutes <= p50Minutes + 0.05 &&
          band.toMinutes >= p80Minutes - 0.05
        );
      }),
    );
  });

  it('never falls when one more person is ahead', () => {
    const p50 = (some: QueueFacts) => {
      const estimate = estimateWait(some);
      return estimate.known ? estimate.p50Minutes : Infinity;
    };
    fc.assert(
      fc.property(anyFacts, (some) => {
        const more = { ...some, ahead: [...some.ahead, { count: 1, meanMinutes: some.meanMinutes }] };
        expect(p50(more)).toBeGreaterThanOrEqual(p50(some));
      }),
    );
  });
});

describe('a band', () => {
  it('is rounded outwards to five minutes and never empty', () => {
    expect(bandOf(0, 0)).toEqual({ fromMinutes: 0, toMinutes: 5 });
    expect(bandOf(5, 5)).toEqual({ fromMinutes: 5, toMinutes: 10 });
    expect(bandOf(12.4, 21)).toEqual({ fromMinutes: 10, toMinutes: 25 });
  });
});
