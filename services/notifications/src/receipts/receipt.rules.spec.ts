import { fateOf, foldFates, resolveAt, revisedFate, type SegmentFate } from './receipt.rules';

describe('a receipt', () => {
  it.each([
    ['enroute', 'on-its-way'],
    ['accepted', 'on-its-way'],
    ['delivered', 'delivered'],
    ['expired', 'expired'],
    ['deleted', 'deleted'],
    ['undeliverable', 'undeliverable'],
    ['rejected', 'rejected'],
    ['unknown', 'unclear'],
  ] as const)('that says %s means: %s', (state, fate) => {
    expect(fateOf(state)).toBe(fate);
  });

  it('never takes an end back, whatever comes after it', () => {
    const ends: readonly SegmentFate[] = ['delivered', 'expired', 'deleted', 'undeliverable', 'rejected'];
    const all: readonly SegmentFate[] = [...ends, 'on-its-way', 'unclear'];
    for (const before of ends) for (const after of all) expect(revisedFate(before, after)).toBe(before);
  });

  it('makes clear what was unclear, and nothing less clear', () => {
    expect(revisedFate('unclear', 'delivered')).toBe('delivered');
    expect(revisedFate('unclear', 'on-its-way')).toBe('unclear');
    expect(revisedFate('on-its-way', 'unclear')).toBe('unclear');
    expect(revisedFate('on-its-way', 'on-its-way')).toBe('on-its-way');
  });
});

describe('a message of several segments', () => {
  it('is delivered when all are, and open while one is on its way', () => {
    expect(foldFates(['delivered', 'delivered'])).toEqual({ state: 'delivered' });
    expect(foldFates(['delivered', 'on-its-way'])).toBeUndefined();
    expect(foldFates([])).toBeUndefined();
  });

  it.each([
    [['delivered', 'undeliverable'], 'permanent-failure', 'undeliverable'],
    [['on-its-way', 'rejected'], 'permanent-failure', 'rejected-by-operator'],
    [['expired', 'delivered'], 'expired', 'expired-at-provider'],
    [['deleted', 'deleted'], 'cancelled', 'deleted-at-provider'],
    [['unclear', 'delivered'], 'temporary-failure', 'unclear-at-provider'],
    [['unclear', 'undeliverable'], 'permanent-failure', 'undeliverable'],
  ] as const)('of which are %j is %s', (fates, state, reason) => {
    expect(foldFates(fates)).toEqual({ state, reason });
  });
});

describe('a message whose time is over', () => {
  it('is asked for a minute after its end, as long as its fate is open', () => {
    expect(resolveAt('pending', 1000)).toBe(61_000);
    expect(resolveAt('sending', 1000)).toBe(61_000);
    expect(resolveAt('delivered', 1000)).toBeUndefined();
  });
});
