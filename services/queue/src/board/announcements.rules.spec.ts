import fc from 'fast-check';
import { announcements, type Call } from './announcements.rules';

const start = Date.UTC(2026, 2, 10, 5);
const after = (seconds: number): Date => new Date(start + seconds * 1000);
const office = {
  counters: [
    { code: '1' },
    { code: '2', name: { kk: 'Қабылдау бөлмесі', ru: 'Приёмная' } },
    { code: '3', name: { kk: 'Касса', ru: 'Касса', en: 'Cash desk' } },
  ],
};
const aCall = (number: string, seconds: number, more: Partial<Call> = {}): Call => ({
  number,
  counter: '1',
  state: 'called',
  saidAt: after(seconds),
  version: 2,
  ...more,
});

/** Number and seconds from the start, as they would be announced at a moment. */
const told = (calls: readonly Call[], nowSeconds: number): [string, number][] =>
  announcements(office, calls, after(nowSeconds)).map(({ number, at }) => [
    number,
    (Date.parse(at) - start) / 1000,
  ]);

describe('announcements', () => {
  it('are six seconds apart, in the order of the calls', () => {
    const calls = [aCall('K3', 2), aCall('K1', 0), aCall('K2', 1), aCall('K4', 60)];
    expect(told(calls, 2)).toEqual([
      ['K1', 0],
      ['K2', 6],
      ['K3', 12],
      ['K4', 60],
    ]);
  });

  it('of one moment go by number, so that everybody hears the same', () => {
    const calls = [aCall('K2', 0), aCall('K1', 0)];
    expect(told(calls, 0)).toEqual(told(calls.toReversed(), 0));
    expect(told(calls, 0)).toEqual([
      ['K1', 0],
      ['K2', 6],
    ]);
  });

  it('leave when serving starts, and move nobody by that', () => {
    const calls = [aCall('K1', 0), aCall('K2', 1), aCall('K3', 2)];
    const served = calls.map((call) =>
      call.number === 'K1' ? { ...call, state: 'serving' as const } : call,
    );
    expect(told(served, 3)).toEqual([
      ['K2', 6],
      ['K3', 12],
    ]);
  });

  it('come again when the call is repeated', () => {
    const repeated = aCall('K1', 60, { version: 3 });
    expect(told([repeated, aCall('K2', 1)], 60)).toEqual([
      ['K2', 1],
      ['K1', 60],
    ]);
    expect(announcements(office, [repeated], after(60))[0]?.version).toBe(3);
  });

  it('keep the last five of what was said, and lose nothing of what is still to be said', () => {
    const calls = Array.from({ length: 16 }, (_, index) => aCall(`K${String(index + 10)}`, 0));
    const numbers = (seconds: number) => told(calls, seconds).map(([number]) => number);
    expect(numbers(0)).toHaveLength(16);
    expect(numbers(42)[0]).toBe('K13');
    expect(numbers(42)).toHaveLength(13);
    expect(numbers(600)).toEqual(['K21', 'K22', 'K23', 'K24', 'K25']);
  });

  it('say the counter in three languages, by its name where it has one', () => {
    const texts = ['1', '2', '3', '4'].map(
      (counter) => announcements(office, [aCall('K012', 0, { counter })], after(0))[0]?.text,
    );
    expect(texts).toEqual([
      { kk: 'K012, 1-терезе', ru: 'K012, окно 1', en: 'K012, counter 1' },
      { kk: 'K012, Қабылдау бөлмесі', ru: 'K012, Приёмная', en: 'K012, counter 2' },
      { kk: 'K012, Касса', ru: 'K012, Касса', en: 'K012, Cash desk' },
      // Taken out of the office meanwhile.
      { kk: 'K012, 4-терезе', ru: 'K012, окно 4', en: 'K012, counter 4' },
    ]);
  });

  it('are never closer than six seconds, never early, and complete, whatever is called when', () => {
    const someCalls = fc.uniqueArray(
      fc.record({ number: fc.nat(99), seconds: fc.nat(120), serving: fc.boolean() }),
      { selector: ({ number }) => number, maxLength: 20 },
    );
    fc.assert(
      fc.property(someCalls, fc.nat(300), (some, now) => {
        const calls = some.map(({ number, seconds, serving }) =>
          aCall(`K${String(number)}`, seconds, { state: serving ? 'serving' : 'called' }),
        );
        const all = told(calls, now);
        const calledAt = new Map(some.map(({ number, seconds }) => [`K${String(number)}`, seconds]));
        for (const [index, [number, at]] of all.entries()) {
          expect(at).toBeGreaterThanOrEqual(calledAt.get(number) ?? Infinity);
          if (index > 0) expect(at - (all[index - 1]?.[1] ?? 0)).toBeGreaterThanOrEqual(6);
        }
        const called = some.filter(({ serving }) => !serving).length;
        const past = all.filter(([, at]) => at <= now).length;
        expect(past).toBeLessThanOrEqual(5);
        expect(all.length === called || past === 5).toBe(true);
      }),
    );
  });
});
