import fc from 'fast-check';
import { timingsOf, type TimeFacts } from './time.rules';

const at = (time: string): Date => new Date(`2026-03-10T${time}Z`);
const facts: TimeFacts = {
  block: { issuedAt: at('05:00:00') },
  silences: [
    { since: at('05:10:00'), until: at('05:20:00') },
    { since: at('05:30:00'), until: at('05:55:00') },
  ],
  issued: [],
  atMost: 2,
  now: at('06:00:00'),
};
const flagOf = (time: string, more: Partial<TimeFacts> = {}) =>
  timingsOf([at(time)], { ...facts, ...more })[0]?.flag;

describe('the time of a ticket that was issued without a line', () => {
  it.each([
    { time: '05:28:59', flag: 'time-unproven' },
    { time: '05:29:00', flag: undefined },
    { time: '05:56:00', flag: undefined },
    { time: '05:56:01', flag: 'time-unproven' },
    { time: '05:58:59', flag: 'time-unproven' },
    { time: '05:59:00', flag: undefined },
    { time: '06:01:00', flag: undefined },
    // The silence is real, and was over long ago.
    { time: '05:15:00', flag: 'time-unproven' },
  ])('$time is $flag', ({ time, flag }) => {
    expect(flagOf(time)).toBe(flag);
  });

  it('is not before the block, but for the clocks', () => {
    const block = { issuedAt: at('05:40:00') };
    expect([flagOf('05:39:00', { block }), flagOf('05:38:59', { block })]).toEqual([
      undefined,
      'time-unproven',
    ]);
  });

  it('names the silence that bears it out', () => {
    const [silent, justNow, unproven] = timingsOf([at('05:31:00'), at('05:59:30'), at('05:05:00')], facts);
    expect(silent).toEqual({ at: at('05:31:00'), silence: facts.silences[1] });
    expect(justNow).toEqual({ at: at('05:59:30') });
    expect(unproven).toEqual({ at: facts.now, flag: 'time-unproven' });
  });
});

describe('however a device spreads its tickets', () => {
  const seconds = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 40 });
  const plus = (count: number) => new Date(at('05:31:00').getTime() + count * 1000);

  it('there is no minute in which more of them count than it may issue, and none is left out without need', () => {
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 5 }), (told, more, atMost) => {
        const some = { ...facts, atMost };
        const first = timingsOf(told.map(plus), some).flatMap((one) => (one.flag ? [] : [one.at]));
        const timings = timingsOf(more.map(plus), { ...some, issued: first });
        const counted = [...first, ...timings.flatMap((one) => (one.flag ? [] : [one.at]))];
        const within = (from: number, of: readonly Date[]) =>
          of.filter((one) => plus(from) <= one && one < plus(from + 60)).length;
        for (let from = -60; from <= 300; from += 1)
          expect(within(from, counted)).toBeLessThanOrEqual(atMost);
        for (const [index, { flag }] of timings.entries())
          if (flag !== undefined) {
            const said = more[index] ?? 0;
            const windows = Array.from({ length: 60 }, (_, back) => within(said - back, counted));
            expect(Math.max(...windows)).toBe(atMost);
          }
      }),
      { numRuns: 200 },
    );
  });
});
