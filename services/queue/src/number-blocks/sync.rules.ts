import type { NumberBlockConflict } from '@kezek/contracts';
import { plusSeconds } from '@kezek/platform';
import type { BlockRow } from './block.row';
import { rangeWith } from './block.rules';

/** How far the clocks of a kiosk and the queue may differ. */
export const skewSeconds = 60;

/** A ticket as a kiosk reports it. */
export interface Said {
  readonly number: string;
  readonly service: string;
  /** Its digest: no more is kept of it. */
  readonly tokenHash: string;
  readonly issuedAt: Date;
  /** Of everything that was said of it; more than one while the key rotates with which phones are hashed. */
  readonly fingerprints: readonly string[];
}

/** What is known of a block's numbers; it only ever grows. */
export interface Ledger {
  /** Number → fingerprint of what was taken over. */
  readonly issued: ReadonlyMap<string, string>;
  /** By `refusalKey`. */
  readonly refused: ReadonlySet<string>;
  /** Numbers of those that are asked about that other tickets, of other days, have now. */
  readonly inUse: ReadonlySet<string>;
  /** Digests of tracking tokens that some ticket has, of those that are asked about. */
  readonly tokenHashes: ReadonlySet<string>;
}

export interface SyncFacts {
  readonly block: Pick<BlockRow, 'ranges' | 'expiresAt'>;
  /** Services that the office has now. */
  readonly services: readonly string[];
  readonly now: Date;
}

export type Verdict =
  | { readonly result: 'issued' | 'repeated' }
  /** `known`: refused for the same reason before. */
  | { readonly result: 'conflict'; readonly reason: NumberBlockConflict; readonly known: boolean };

export const refusalKey = (number: string, fingerprint: string, reason: NumberBlockConflict): string =>
  [number, fingerprint, reason].join(' ');

const firstOf = ({ fingerprints }: Said): string => fingerprints[0] ?? '';

/**
 * What becomes of each ticket, one after the other, and what is known then. Whoever says the same again changes
 * nothing; what was refused is judged anew, since a clock or an office may have been put right.
 */
export function receive(
  ledger: Ledger,
  reported: readonly Said[],
  facts: SyncFacts,
): { readonly verdicts: readonly Verdict[]; readonly ledger: Ledger } {
  const issued = new Map(ledger.issued);
  const refused = new Set(ledger.refused);
  const tokenHashes = new Set(ledger.tokenHashes);
  const { inUse } = ledger;
  const verdicts = reported.map((said): Verdict => {
    const before = issued.get(said.number);
    if (before !== undefined && said.fingerprints.includes(before)) return { result: 'repeated' };
    const reason = conflictOf(said, { issued, tokenHashes, inUse }, facts);
    if (reason === undefined) {
      issued.set(said.number, firstOf(said));
      tokenHashes.add(said.tokenHash);
      return { result: 'issued' };
    }
    const known = said.fingerprints.some((one) => refused.has(refusalKey(said.number, one, reason)));
    refused.add(refusalKey(said.number, firstOf(said), reason));
    return { result: 'conflict', reason, known };
  });
  return { verdicts, ledger: { issued, refused, inUse, tokenHashes } };
}

function conflictOf(
  said: Said,
  { issued, inUse, tokenHashes }: Omit<Ledger, 'refused'>,
  { block, services, now }: SyncFacts,
): NumberBlockConflict | undefined {
  const range = rangeWith(block.ranges, said.number);
  if (range === undefined) return 'number-not-lent';
  if (issued.has(said.number)) return 'number-used';
  if (!services.includes(said.service)) return 'service-unknown';
  if (!range.services.includes(said.service)) return 'service-not-lent';
  if (said.issuedAt > plusSeconds(block.expiresAt, skewSeconds)) return 'outside-block-time';
  if (said.issuedAt > plusSeconds(now, skewSeconds)) return 'in-future';
  if (inUse.has(said.number)) return 'number-in-use';
  return tokenHashes.has(said.tokenHash) ? 'tracking-token-used' : undefined;
}

/** Whether anything would be added to what is known. */
export const bearsNews = (verdicts: readonly Verdict[]): boolean =>
  verdicts.some(
    (verdict) => verdict.result === 'issued' || (verdict.result === 'conflict' && !verdict.known),
  );
