import { officeDefinition, type CityOffice, type Estimate, type Office } from '@kezek/contracts';
import fc from 'fast-check';
import { anOffice } from '../testing/office.fixture';
import {
  closedForGood,
  compareKeys,
  keyOf,
  opennessOf,
  orderFor,
  pageOf,
  readAfter,
  writeAfter,
  type Order,
} from './city.rules';

const known = (p80Minutes: number): Estimate => ({
  known: true,
  p50Minutes: 1,
  p80Minutes,
  withinTarget: 1,
  basis: 'configured',
  band: { fromMinutes: 0, toMinutes: 5 },
});
const unknown: Estimate = { known: false, reason: 'no-counter-open' };
const choice = (code: string, estimate: Estimate, distanceMeters = 0, travelMinutes = 0) => ({
  code,
  distanceMeters,
  travelMinutes,
  openNow: true,
  waiting: [{ service: 'reports', count: 1, estimate }] as CityOffice['waiting'],
});
const codes = (items: readonly { code: string }[]): string => items.map(({ code }) => code).join(' ');
const sorted = (order: Order, ...choices: Parameters<typeof pageOf>[0]): string =>
  codes(pageOf(choices, { order, limit: 100 }).items);

describe('the order of offices', () => {
  it('depends on what was asked', () => {
    expect(orderFor({ service: true, near: true })).toBe('total');
    expect(orderFor({ service: true, near: false })).toBe('wait');
    expect(orderFor({ service: false, near: true })).toBe('distance');
    expect(orderFor({ service: false, near: false })).toBe('code');
  });

  it('by total weighs the wait against the way', () => {
    const [far, near] = [choice('FAR', known(2), 9000, 27), choice('NEAR', known(20), 300, 1)];
    expect(sorted('total', far, near)).toBe('NEAR FAR');
    expect(sorted('total', far, choice('NEAR', known(40), 300, 1))).toBe('FAR NEAR');
    expect(sorted('wait', near, far)).toBe('FAR NEAR');
  });

  it('puts an unknown wait last, the nearest of them first', () => {
    const [a, b, c] = [choice('A', unknown, 900, 3), choice('B', unknown, 100, 1), choice('C', known(300))];
    expect(sorted('total', a, b, c)).toBe('C B A');
    expect(sorted('wait', a, b, c)).toBe('C B A');
  });

  it('puts an office that is closed behind those that are open, however near', () => {
    const closed = { ...choice('A', { known: false, reason: 'office-closed' }, 10, 1), openNow: false };
    const open = [choice('B', unknown, 900, 3), choice('C', known(300), 9000, 27)];
    expect(sorted('total', closed, ...open)).toBe('C B A');
    expect(sorted('wait', closed, ...open)).toBe('C B A');
    expect(sorted('distance', closed, ...open)).toBe('A B C');
  });

  it('by distance and by code looks at nothing else', () => {
    const [a, b] = [choice('A', known(1), 500), choice('B', unknown, 100)];
    expect(sorted('distance', a, b)).toBe('B A');
    expect(sorted('code', b, a)).toBe('A B');
  });

  it('goes by code where all else is equal', () => {
    expect(sorted('wait', choice('B', known(5)), choice('A', known(5)))).toBe('A B');
    const key = keyOf(choice('A', known(5)), 'wait');
    expect(compareKeys(key, key)).toBe(0);
  });

  it('counts an office without the service as unknown', () => {
    expect(keyOf({ code: 'A', openNow: true, waiting: [] }, 'wait')).toEqual({
      tier: 'unknown',
      value: 0,
      code: 'A',
    });
  });
});

describe('pages of offices', () => {
  const anyChoice = fc
    .record({
      p80: fc.option(fc.integer({ min: 0, max: 3000 }).map((tenths) => tenths / 10)),
      meters: fc.nat(20_000),
    })
    .map(({ p80, meters }) => ({ estimate: p80 === null ? unknown : known(p80), meters }));

  it('follow one another without a gap or a repetition, in any order and of any size', () => {
    fc.assert(
      fc.property(
        fc.array(anyChoice, { maxLength: 30 }),
        fc.constantFrom<Order>('code', 'distance', 'wait', 'total'),
        fc.integer({ min: 1, max: 12 }),
        (some, order, limit) => {
          const offices = some.map(({ estimate, meters }, index) =>
            choice(`O-${String(index)}`, estimate, meters, Math.ceil(meters / 333)),
          );
          const told: string[] = [];
          let next: string | undefined;
          do {
            const after = next === undefined ? undefined : readAfter(order, next);
            const page = pageOf(offices, { order, limit, ...(after && { after }) });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            told.push(...page.items.map(({ code }) => code));
            next = page.next;
          } while (next !== undefined);
          expect(told.join(' ')).toBe(codes(pageOf(offices, { order, limit: 100 }).items));
          expect(told).toHaveLength(offices.length);
        },
      ),
    );
  });

  it('go on where they were when other offices came, went or changed meanwhile', () => {
    const before = ['B', 'D', 'F', 'H'].map((code, index) => choice(code, known(index * 10)));
    const first = pageOf(before, { order: 'wait', limit: 2 });
    expect(codes(first.items)).toBe('B D');
    const after = readAfter('wait', first.next ?? '');
    const meanwhile = [choice('A', known(0)), choice('F', known(20)), choice('H', known(30))];
    const second = pageOf(meanwhile, { order: 'wait', limit: 2, ...(after && { after }) });
    expect(codes(second.items)).toBe('F H');
    expect(second.next).toBeUndefined();
  });
});

describe('a place in the list', () => {
  const key = { tier: 'known', value: 12.3, code: 'ALM-TRK' } as const;

  it('is read as it was written', () => {
    expect(readAfter('total', writeAfter('total', key))).toEqual(key);
    expect(readAfter('wait', writeAfter('wait', { ...key, tier: 'closed' }))).toEqual({
      ...key,
      tier: 'closed',
    });
  });

  it('of another order, or that was never ours, is none', () => {
    expect(readAfter('wait', writeAfter('total', key))).toBeUndefined();
    const written = (text: string) => Buffer.from(text).toString('base64url');
    for (const text of ['', 'ALM-TRK', '!!', written('wait known x ALM-TRK'), written('wait last 1 ALM-TRK')])
      expect(readAfter('wait', text)).toBeUndefined();
  });
});

describe('an office', () => {
  const definition = officeDefinition.parse(anOffice());
  const office = (more: Partial<Office> = {}): Office => ({
    ...definition,
    code: 'ALM-TRK',
    version: 1,
    ...more,
  });
  const weekly = { weekly: [{ days: ['tue' as const, 'wed' as const], from: '09:00', to: '18:00' }] };
  // A Tuesday; Almaty is five hours ahead.
  const noon = new Date('2026-03-10T07:00:00Z');
  const evening = new Date('2026-03-10T14:00:00Z');
  const night = new Date('2026-03-11T15:00:00Z');

  it('that is open says until when, by its own clock', () => {
    expect(opennessOf(office({ hours: weekly }), noon, false)).toEqual({
      openNow: true,
      closesAt: '2026-03-10T13:00:00.000Z',
    });
    expect(opennessOf(office(), noon, false)).toEqual({ openNow: true });
  });

  it('that is closed says when it opens', () => {
    expect(opennessOf(office({ hours: weekly }), evening, false)).toEqual({
      openNow: false,
      opensAt: '2026-03-11T04:00:00.000Z',
    });
    expect(opennessOf(office({ hours: weekly }), noon, true)).toEqual({
      openNow: false,
      opensAt: '2026-03-11T04:00:00.000Z',
    });
  });

  it('that closes for good opens no more', () => {
    const closing = office({ hours: weekly, closure: { from: '2026-03-12', reason: 'moved' } });
    expect(closedForGood(closing, noon)).toBe(false);
    expect(opennessOf(closing, night, false)).toEqual({ openNow: false });
    const closed = office({ closure: { from: '2026-03-10', reason: 'moved' } });
    expect(closedForGood(closed, noon)).toBe(true);
    expect(opennessOf(closed, noon, false)).toEqual({ openNow: false });
    expect(closedForGood(office(), noon)).toBe(false);
  });
});
