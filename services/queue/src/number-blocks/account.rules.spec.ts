import { accountOf, restOf, summaryOf, type BlockFacts } from './account.rules';

const at = (time: string): Date => new Date(`2026-03-10T${time}Z`);
const range = { prefix: 'A', from: 11, to: 16, services: ['reports'] };
const used = (number: string, time: string) => ({
  number,
  ticket: `ticket ${number}`,
  issuedAt: at(time),
  syncedAt: at('09:00:00'),
  flags: [],
  saidAt: null,
  silentSince: at('05:50:00'),
  silentUntil: at('08:59:00'),
});
const refused = (number: string, time: string) => ({
  number,
  reason: 'tracking-token-used' as const,
  service: 'reports',
  issuedAt: at(time),
  syncedAt: at('09:00:01'),
});
const facts = (more: Partial<BlockFacts['block']> = {}): BlockFacts => ({
  block: {
    id: 'block',
    office: 'ALM-TRK',
    businessDay: '2026-03-10',
    device: 'kiosk',
    settledAt: null,
    settledBy: null,
    issuedAt: at('05:00:00'),
    expiresAt: at('13:00:00'),
    ranges: [range],
    ...more,
  },
  used: [used('A013', '07:00:00'), used('A011', '06:00:00')],
  refused: [refused('A013', '06:30:00'), refused('A014', '08:00:00'), refused('A099', '07:30:00')],
  syncs: [
    { at: at('09:00:01'), offlineFrom: at('07:20:00'), offlineTo: at('09:00:00') },
    { at: at('09:00:00'), offlineFrom: at('05:30:00'), offlineTo: at('07:10:00') },
    { at: at('09:00:02'), offlineFrom: null, offlineTo: null },
  ],
  now: at('10:00:00'),
});

describe('the account of a block', () => {
  it('has every number once: a number that is a ticket is used, whatever else was said of it', () => {
    expect(summaryOf(facts()).numbers).toEqual({
      lent: 6,
      used: 2,
      conflicting: 1,
      outstanding: 3,
      unused: 0,
    });
    const account = accountOf(facts(), []);
    expect(account.outstanding).toEqual([
      { prefix: 'A', from: 12, to: 12 },
      { prefix: 'A', from: 15, to: 16 },
    ]);
    expect(account.used.map(({ number }) => number)).toEqual(['A011', 'A013']);
    expect(account.conflicts.map(({ number }) => number)).toEqual(['A013', 'A014', 'A099']);
  });

  it('writes off what is outstanding when it is settled', () => {
    const settled = facts({ settledAt: at('09:30:00') });
    const written = [{ prefix: 'A', from: 12, to: 12 }];
    expect(accountOf(settled, written)).toMatchObject({
      state: 'settled',
      settledAt: '2026-03-10T09:30:00.000Z',
      outstanding: [],
      unused: written,
      numbers: { lent: 6, used: 2, conflicting: 1, outstanding: 0, unused: 3 },
    });
  });

  it('shows what the gap was', () => {
    expect(summaryOf(facts()).gap).toEqual({
      offline: [
        { from: '2026-03-10T05:30:00.000Z', to: '2026-03-10T07:10:00.000Z' },
        { from: '2026-03-10T07:20:00.000Z', to: '2026-03-10T09:00:00.000Z' },
      ],
      silences: [{ from: '2026-03-10T05:50:00.000Z', to: '2026-03-10T08:59:00.000Z' }],
      firstIssuedAt: '2026-03-10T06:00:00.000Z',
      lastIssuedAt: '2026-03-10T08:00:00.000Z',
      firstSyncedAt: '2026-03-10T09:00:00.000Z',
      lastSyncedAt: '2026-03-10T09:00:02.000Z',
    });
    expect(summaryOf({ ...facts(), used: [], refused: [], syncs: [] }).gap).toEqual({
      offline: [],
      silences: [],
    });
  });

  it('is open until the end of the block', () => {
    expect(summaryOf(facts()).state).toBe('open');
    expect(summaryOf(facts({ expiresAt: at('10:00:00') })).state).toBe('expired');
  });

  it('tells ranges apart that follow one another in different series', () => {
    const ranges = [range, { ...range, prefix: 'K', from: 17, to: 18 }];
    expect(restOf(ranges, new Set())).toEqual([
      { prefix: 'A', from: 11, to: 16 },
      { prefix: 'K', from: 17, to: 18 },
    ]);
  });
});
