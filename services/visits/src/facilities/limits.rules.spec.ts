import { theRules } from '../testing/timetable.fixture';
import { entitlementOn, limitOn, noticeOn, permissionNeeded } from './limits.rules';

const order = { legalBasis: 'Order 12' };

describe('a limit', () => {
  const rules = theRules({
    legalBasis: 'House rules',
    limits: {
      visitorsAtMost: [
        { value: 2, ...order, from: '2026-03-01', to: '2026-03-31' },
        { value: 1, legalBasis: 'Quarantine', from: '2026-03-10', to: '2026-03-20' },
      ],
      notice: { relative: [{ value: { minDays: 3, maxDays: 10 }, ...order, from: '2026-03-01' }] },
    },
  });

  it('is the newest edition on its days, both ends included, and the own one before and after', () => {
    const days = ['2026-02-28', '2026-03-01', '2026-03-10', '2026-03-20', '2026-03-21', '2026-04-01'];
    expect(days.map((day) => limitOn(rules, 'visitorsAtMost', day)?.value)).toEqual([3, 2, 1, 1, 2, 3]);
  });

  it('says by which act', () => {
    const basis = (day: string) => limitOn(rules, 'visitorsAtMost', day)?.legalBasis;
    expect([basis('2026-02-28'), basis('2026-03-15')]).toEqual(['House rules', 'Quarantine']);
  });

  it('of the same first day is the one told later', () => {
    const twice = [4, 5].map((value) => ({ value, ...order, from: '2026-01-01' }));
    expect(limitOn(theRules({ limits: { adultsAtMost: twice } }), 'adultsAtMost', '2026-01-01')?.value).toBe(
      5,
    );
  });

  it('that nobody has set is none', () => {
    expect(limitOn(rules, 'childrenAtMost', '2026-03-01')).toBeUndefined();
  });

  it('is a notice for each kind of client', () => {
    expect(noticeOn(rules, 'relative', '2026-03-01')).toEqual({
      value: { minDays: 3, maxDays: 10, workingDays: false },
      legalBasis: 'Order 12',
    });
    expect(noticeOn(rules, 'lawyer', '2026-03-01').value.minDays).toBe(0);
    expect(noticeOn(rules, 'relative', '2026-02-28')).toMatchObject({ legalBasis: 'House rules' });
  });
});

describe('what a detainee may have', () => {
  it('is by law two visits a month, and three for a minor', () => {
    const visits = (minor: boolean) => entitlementOn(theRules(), { status: 'accused', minor }, '2026-03-10');
    expect([visits(false)?.visitsAtMost, visits(true)?.visitsAtMost]).toEqual([2, 3]);
    expect(visits(false)).toMatchObject({ minutesAtMost: 180, legalBasis: expect.stringContaining('353-I') });
  });

  it('is what the first rule says that fits, and nothing where none does', () => {
    const entitlement = (more: object) => ({
      visitsAtMost: 4,
      minutesAtMost: 60,
      ...order,
      from: '2026-01-01',
      ...more,
    });
    const rules = theRules({
      entitlements: [
        entitlement({ statuses: ['convicted'], to: '2026-12-31' }),
        entitlement({ minor: true, visitsAtMost: 6 }),
      ],
    });
    expect(entitlementOn(rules, { status: 'convicted', minor: true }, '2026-06-01')?.visitsAtMost).toBe(4);
    expect(entitlementOn(rules, { status: 'convicted', minor: true }, '2027-01-01')?.visitsAtMost).toBe(6);
    expect(entitlementOn(rules, { status: 'accused', minor: false }, '2026-06-01')).toBeUndefined();
    expect(entitlementOn(rules, { minor: false }, '2026-06-01')).toBeUndefined();
  });

  it('takes a permission while the case is open, and where nothing is known', () => {
    const needed = (status?: 'suspect' | 'convicted') =>
      permissionNeeded(theRules(), { status, minor: false }, '2026-03-10') !== undefined;
    expect([needed('suspect'), needed('convicted'), needed()]).toEqual([true, false, true]);
  });
});
