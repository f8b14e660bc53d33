import fc from 'fast-check';
import { theRules } from '../testing/timetable.fixture';
import { entitlementOf, entriesFor, isCounted, usesOf, type Entry } from './entitlement.rules';

const use = (visit: string, month = '2026-03'): Entry => ({ kind: 'use', visit, month });
const giveBack = (visit: string, month = '2026-03'): Entry => ({ kind: 'give-back', visit, month });
const accused = { status: 'accused', minor: false } as const;

describe('a month of a detainee', () => {
  it('has what the rule allows, less the visits of the whole month', () => {
    const ledger = [use('V1'), use('V2', '2026-04'), use('V3', '2026-02')];
    expect(entitlementOf(theRules(), accused, '2026-03-31', ledger)).toEqual({
      month: '2026-03',
      allowed: 2,
      used: 1,
      left: 1,
      minutesAtMost: 180,
      legalBasis: 'Law 353-I of 30 March 1999, article 17',
    });
    expect(entitlementOf(theRules(), { ...accused, minor: true }, '2026-03-01', ledger)?.left).toBe(2);
  });

  it('of which more was used than is allowed says how much more', () => {
    const entitlements = [{ visitsAtMost: 1, minutesAtMost: 60, legalBasis: 'Order 12', from: '2026-01-01' }];
    const { left } =
      entitlementOf(theRules({ entitlements }), accused, '2026-03-10', [use('V1'), use('V2')]) ?? {};
    expect(left).toBe(-1);
  });

  it('that no rule knows has none', () => {
    expect(entitlementOf(theRules({ entitlements: [] }), accused, '2026-03-10', [])).toBeUndefined();
  });

  it('counts relatives, and never defence counsel', () => {
    expect([isCounted('relative'), isCounted('lawyer')]).toEqual([true, false]);
  });
});

describe('the ledger', () => {
  it('counts a visit once, and not when it was given back last', () => {
    expect(usesOf([use('V1'), use('V1'), use('V2'), giveBack('V2'), giveBack('V3')], '2026-03')).toEqual([
      'V1',
    ]);
    expect(usesOf([use('V1'), giveBack('V1'), use('V1')], '2026-03')).toEqual(['V1']);
  });

  it('has a line where a visit gets, changes or loses its month', () => {
    expect(entriesFor('V1', undefined, '2026-03-10')).toEqual([use('V1')]);
    expect(entriesFor('V1', '2026-03-10', '2026-03-31')).toEqual([]);
    expect(entriesFor('V1', '2026-03-31', '2026-04-01')).toEqual([giveBack('V1'), use('V1', '2026-04')]);
    expect(entriesFor('V1', '2026-03-31', undefined)).toEqual([giveBack('V1')]);
  });

  it('whatever is booked, moved and called off has for each month the visits that stand in it', () => {
    const dates = fc.option(fc.constantFrom('2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'), {
      nil: undefined,
    });
    const steps = fc.array(fc.tuple(fc.constantFrom('V1', 'V2', 'V3'), dates), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (all) => {
        const stands = new Map<string, string | undefined>();
        const ledger: Entry[] = [];
        for (const [visit, date] of all) {
          ledger.push(...entriesFor(visit, stands.get(visit), date));
          stands.set(visit, date);
        }
        for (const month of ['2026-02', '2026-03', '2026-04']) {
          const standing = [...stands].filter(([, date]) => date?.startsWith(month)).map(([visit]) => visit);
          expect(usesOf(ledger, month).sort()).toEqual(standing.sort());
        }
      }),
    );
  });
});
