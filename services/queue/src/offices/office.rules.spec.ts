import { changedBetween, withdrawnBy } from './office.rules';

const parts = (services: string[], counters: string[]) => ({
  services: services.map((code) => ({
    code,
    prefix: 'A',
    name: { kk: code, ru: code },
    expectedMinutes: 5,
    target: { minutes: 20, legalBasis: 'order', validFrom: '2026-01-01' },
  })),
  counters: counters.map((code) => ({ code })),
});

describe('a change of an office', () => {
  const before = parts(['reports', 'certificates'], ['1', '2']);

  it('may take away what nobody uses', () => {
    expect(
      withdrawnBy(before, parts(['reports'], ['1']), { services: ['reports'], counters: ['1'] }),
    ).toEqual([]);
  });

  it('names every service with tickets and every open counter that it would take away', () => {
    const inUse = { services: ['reports', 'certificates'], counters: ['2'] };
    expect(withdrawnBy(before, parts(['certificates', 'new'], ['1']), inUse)).toEqual([
      'service reports still has tickets',
      'counter 2 is open',
    ]);
  });

  it('is told by the names of what differs, in whatever order it stands', () => {
    const was = {
      kind: 'police',
      name: { kk: 'a', ru: 'b' },
      counters: [{ code: '1' }],
      closure: { from: 'x' },
    };
    const is = { name: { ru: 'b', kk: 'a' }, counters: [{ code: '2' }], kind: 'police', hours: {} };
    expect(changedBetween(was, is)).toEqual(['closure', 'counters', 'hours']);
    expect(changedBetween(was, { ...was })).toEqual([]);
  });
});
