import fc from 'fast-check';
import { summaryOf } from './account.rules';
import type { BlockRow } from './block.row';
import { numberOf } from '../changes/number.rules';
import { bearsNews, receive, type Ledger, type Said, type SyncFacts } from './sync.rules';

const at = (time: string): Date => new Date(`2026-03-10T${time}Z`);
const block: BlockRow = {
  id: 'block',
  office: 'ALM-TRK',
  businessDay: '2026-03-10',
  device: 'kiosk',
  settledAt: null,
  settledBy: null,
  issuedAt: at('05:00:00'),
  expiresAt: at('13:00:00'),
  ranges: [
    { prefix: 'A', from: 11, to: 30, services: ['reports', 'gone'] },
    { prefix: 'K', from: 1, to: 20, services: ['papers'] },
  ],
};
const facts: SyncFacts = { block, services: ['reports', 'papers'], now: at('10:00:00') };
const nothing: Ledger = {
  issued: new Map(),
  refused: new Set(),
  inUse: new Set(['A030']),
  tokenHashes: new Set(['taken']),
};

const said = (more: Partial<Said> = {}): Said => ({
  number: 'A011',
  service: 'reports',
  tokenHash: 'mine',
  issuedAt: at('06:00:00'),
  fingerprints: ['f'],
  ...more,
});
const judged = (...reported: Said[]) => receive(nothing, reported, facts).verdicts;

describe('a ticket of a kiosk', () => {
  it('is issued once, and repeated when it is said again', () => {
    expect(judged(said(), said())).toEqual([{ result: 'issued' }, { result: 'repeated' }]);
  });

  it('is known again while the key of the hashes rotates', () => {
    const { ledger } = receive(nothing, [said({ fingerprints: ['old'] })], facts);
    const again = receive(ledger, [said({ fingerprints: ['new', 'old'] })], facts);
    expect(again.verdicts).toEqual([{ result: 'repeated' }]);
  });

  it.each([
    { reason: 'number-not-lent', more: { number: 'A010' } },
    { reason: 'number-not-lent', more: { number: 'A0011' } },
    { reason: 'service-unknown', more: { service: 'gone' } },
    { reason: 'service-not-lent', more: { service: 'papers' } },
    { reason: 'outside-block-time', more: { issuedAt: at('13:01:01') } },
    { reason: 'in-future', more: { issuedAt: at('10:01:01') } },
    { reason: 'number-in-use', more: { number: 'A030' } },
    { reason: 'tracking-token-used', more: { tokenHash: 'taken' } },
  ])('is a conflict for $reason: $more', ({ reason, more }) => {
    expect(judged(said(more), said(more))).toEqual([
      { result: 'conflict', reason, known: false },
      { result: 'conflict', reason, known: true },
    ]);
  });

  it('may differ from the clock of the queue by a minute', () => {
    const early = said({ issuedAt: at('04:59:00') });
    const late = said({
      number: 'A012',
      tokenHash: 'other',
      issuedAt: at('10:01:00'),
      fingerprints: ['g'],
    });
    expect(judged(early, late)).toEqual([{ result: 'issued' }, { result: 'issued' }]);
  });

  it('is a conflict when its number or its tracking token was said with another content', () => {
    expect(judged(said(), said({ fingerprints: ['other'] }))[1]).toMatchObject({ reason: 'number-used' });
    expect(judged(said(), said({ number: 'A012', fingerprints: ['g'] }))[1]).toMatchObject({
      reason: 'tracking-token-used',
    });
  });

  it('that was ahead of the clock is issued when the clock has come there', () => {
    const early = said({ issuedAt: at('10:05:00') });
    const { ledger } = receive(nothing, [early], facts);
    const later = receive(ledger, [early], { ...facts, now: at('10:06:00') });
    expect(later.verdicts).toEqual([{ result: 'issued' }]);
  });

  it('bears news only where something would be added', () => {
    const conflict = { result: 'conflict', reason: 'in-future' } as const;
    expect(bearsNews([{ result: 'repeated' }, { ...conflict, known: true }])).toBe(false);
    expect(bearsNews([{ ...conflict, known: false }])).toBe(true);
    expect(bearsNews([{ result: 'issued' }])).toBe(true);
  });
});

/** What a kiosk may say: numbers within and outside of its ranges, each once; right and wrong in every way. */
const kiosk: fc.Arbitrary<Said[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom('A', 'K'), fc.integer({ min: 1, max: 35 })), {
    selector: ([prefix, serial]) => numberOf(prefix, serial),
    maxLength: 40,
  })
  .chain((numbers) =>
    fc.tuple(
      ...numbers.map(([prefix, serial]) =>
        fc.record({
          number: fc.constant(numberOf(prefix, serial)),
          service: fc.constantFrom('reports', 'papers', 'gone'),
          tokenHash: fc.oneof(
            { weight: 5, arbitrary: fc.constant(`token ${prefix}${String(serial)}`) },
            fc.constant('taken'),
          ),
          issuedAt: fc
            .integer({ min: -10, max: 500 })
            .map((minutes) => new Date(at('05:00:00').getTime() + minutes * 60_000)),
          fingerprints: fc.constant([`of ${prefix}${String(serial)}`]),
        }),
      ),
    ),
  );

/** The same tickets cut into syncs, in any order, any of them any number of times, but each at least once. */
const syncsOf = (tickets: readonly Said[]): fc.Arbitrary<Said[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...tickets], { minLength: tickets.length }),
      tickets.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...tickets), { maxLength: 40 }),
      fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 6 }),
    )
    .map(([all, repeats, cuts]) => {
      const stream = [...all, ...repeats];
      const at = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
      return at.slice(1).map((to, index) => stream.slice(at[index], to));
    });

const account = (syncs: readonly Said[][]) => {
  const used: Said[] = [];
  const refused: { said: Said; reason: string }[] = [];
  let ledger = nothing;
  for (const sync of syncs) {
    const received = receive(ledger, sync, facts);
    ledger = received.ledger;
    for (const [index, verdict] of received.verdicts.entries()) {
      const one = sync[index];
      if (one && verdict.result === 'issued') used.push(one);
      if (one && verdict.result === 'conflict' && !verdict.known)
        refused.push({ said: one, reason: verdict.reason });
    }
  }
  const byNumber = (a: { number: string }, b: { number: string }) => (a.number < b.number ? -1 : 1);
  const noted = { ticket: '', syncedAt: facts.now, flags: [], saidAt: null };
  const silence = { silentSince: null, silentUntil: null };
  const summary = summaryOf({
    block,
    syncs: [],
    now: facts.now,
    used: used.map((one) => ({ ...one, ...noted, ...silence })),
    refused: refused.map((one) => ({ ...one.said, ...noted, reason: 'in-future' })),
  });
  return {
    summary,
    used: used.sort(byNumber),
    refused: refused.map((one) => ({ ...one, number: one.said.number })).sort(byNumber),
  };
};

describe('whatever a kiosk gave out', () => {
  it('ends in the same account, in whatever order and parts and however often it is said', () => {
    fc.assert(
      fc.property(
        kiosk.chain((tickets) => fc.tuple(fc.constant(tickets), syncsOf(tickets))),
        ([tickets, syncs]) => {
          const once = account([tickets]);
          expect(account(syncs)).toEqual(once);
          const { lent, used, conflicting, outstanding, unused } = once.summary.numbers;
          expect([lent, unused]).toEqual([40, 0]);
          expect(used + conflicting + outstanding).toBe(lent);
          expect(once.used.length + once.refused.length).toBe(tickets.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
