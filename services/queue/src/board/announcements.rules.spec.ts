import fc from 'fast-check';
import { announcements, type Said } from './announcements.rules';

const start = Date.UTC(2026, 2, 10, 5);
const after = (seconds: number): Date => new Date(start + seconds * 1000);
const office = {
  counters: [
    { code: '1' },
    { code: '2', name: { kk: 'Қабылдау бөлмесі', ru: 'Приёмная' } },
    { code: '3', name: { kk: 'Касса', ru: 'Касса', en: 'Cash desk' } },
  ],
};
const aCall = (number: string, seconds: number, more: Partial<Said> = {}): Said => ({
  ticket: number,
  number,
  counter: '1',
  saidAt: after(seconds),
  version: 2,
  repeated: false,
  open: true,
  ...more,
});
const again = (number: string, seconds: number, more: Partial<Said> = {}): Said =>
  aCall(number, seconds, { version: 3, repeated: true, ...more });

/** Number and seconds from the start, as they would be announced at a moment. */
const told = (calls: readonly Said[], nowSeconds: number): [string, number][] =>
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

  it('leave when a call is over, and move nobody by that', () => {
    const calls = [aCall('K1', 0), aCall('K2', 1), aCall('K3', 2)];
    const over = calls.map((call) => (call.number === 'K1' ? { ...call, open: false } : call));
    expect(told(over, 3)).toEqual([
      ['K2', 6],
      ['K3', 12],
    ]);
  });

  it('come again when the call is repeated, stay on the wall until then, and move nobody', () => {
    const calls = [aCall('K1', 0), aCall('K2', 1), aCall('K3', 2), again('K1', 60), again('K2', 60)];
    expect(told(calls, 61)).toEqual([
      ['K2', 6],
      ['K3', 12],
      ['K1', 60],
      ['K2', 66],
    ]);
    expect(told(calls, 66)).toEqual([
      ['K3', 12],
      ['K1', 60],
      ['K2', 66],
    ]);
    expect(announcements(office, calls, after(66)).map(({ version }) => version)).toEqual([2, 3, 3]);
  });

  it('of a call that is repeated before it was its turn keep that turn, once', () => {
    const calls = [aCall('K1', 0), aCall('K2', 0), aCall('K3', 0), again('K3', 10)];
    expect(told(calls, 10)).toEqual([
      ['K1', 0],
      ['K2', 6],
      ['K3', 12],
    ]);
    // Called anew after it was parked: that is no repetition.
    const parked = [aCall('K1', 0), aCall('K2', 0, { open: false }), aCall('K2', 5, { counter: '2' })];
    expect(told(parked, 5)).toEqual([
      ['K1', 0],
      ['K2', 12],
    ]);
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

  const someCalls = fc
    .uniqueArray(
      fc.record({
        number: fc.nat(99),
        seconds: fc.nat(120),
        later: fc.option(fc.nat(120)),
        open: fc.boolean(),
      }),
      { selector: ({ number }) => number, minLength: 1, maxLength: 20 },
    )
    .map((some) =>
      some.flatMap(({ number, seconds, later, open }) => {
        const name = `K${String(number)}`;
        const repeated = later === null ? [] : [again(name, seconds + later, { open })];
        return [aCall(name, seconds, { open }), ...repeated];
      }),
    );
  const known = (said: readonly Said[], now: number) => said.filter(({ saidAt }) => saidAt <= after(now));

  it('are never closer than six seconds, never early, and complete, whatever is called when', () => {
    fc.assert(
      fc.property(someCalls, fc.nat(300), (said, now) => {
        const all = told(known(said, now), now);
        for (const [index, [number, at]] of all.entries()) {
          const first = said.find((one) => one.number === number);
          expect(after(at).getTime()).toBeGreaterThanOrEqual(first?.saidAt.getTime() ?? Infinity);
          expect(at - (all[index - 1]?.[1] ?? -Infinity)).toBeGreaterThanOrEqual(6);
        }
        const past = all.filter(([, at]) => at <= now).length;
        expect(past).toBeLessThanOrEqual(5);
        const open = known(said, now).filter((one) => one.open);
        const complete =
          new Set(all.map(([number]) => number)).size === new Set(open.map((one) => one.number)).size;
        expect(complete || past === 5).toBe(true);
      }),
    );
  });

  it('that are still to come are moved by nobody who goes, nor by anybody who is called later', () => {
    fc.assert(
      fc.property(someCalls, fc.nat(300), fc.nat(60), (said, now, more) => {
        const gone = said[0]?.number;
        const later = known(said, now + more).map((one) =>
          one.number === gone ? { ...one, open: false } : one,
        );
        const then = told(later, now);
        const toCome = told(known(said, now), now).filter(([number, at]) => at > now && number !== gone);
        for (const one of toCome) expect(then).toContainEqual(one);
      }),
    );
  });
});
