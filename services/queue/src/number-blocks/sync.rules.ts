import type { LeaseConflict } from '@kezek/contracts';
import { plusSeconds } from '@kezek/platform';
import type { LeaseRow } from './block.row';
import { rangeWith } from './block.rules';

/** How far the clocks of a kiosk and the queue may differ. */
const skewSeconds = 60;

/** A ticket as a kiosk reports it. */
export interface Said {
  readonly number: string;
  readonly service: string;
  readonly handle: string;
  readonly issuedAt: Date;
  /** Of everything that was said of it; more than one while the key rotates with which phones are hashed. */
  readonly fingerprints: readonly string[];
}

/** What is known of a lease's numbers; it only ever grows. */
export interface Ledger {
  /** Number → fingerprint of what was taken over. */
  readonly issued: ReadonlyMap<string, string>;
  /** By `refusalKey`. */
  readonly refused: ReadonlySet<string>;
  /** Handles that some ticket has, of those that are asked about. */
  readonly handles: ReadonlySet<string>;
}

export interface SyncFacts {
  readonly lease: Pick<LeaseRow, 'ranges' | 'issuedAt' | 'expiresAt'>;
  /** Services that the office has now. */
  readonly services: readonly string[];
  readonly now: Date;
}

export type Verdict =
  | { readonly result: 'issued' | 'repeated' }
  /** `known`: refused for the same reason before. */
  | { readonly result: 'conflict'; readonly reason: LeaseConflict; readonly known: boolean };

export const refusalKey = (number: string, fingerprint: string, reason: LeaseConflict): string =>
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
  const handles = new Set(ledger.handles);
  const verdicts = reported.map((said): Verdict => {
    const before = issued.get(said.number);
    if (before !== undefined && said.fingerprints.includes(before)) return { result: 'repeated' };
    const reason = conflictOf(said, { issued, handles }, facts);
    if (reason === undefined) {
      issued.set(said.number, firstOf(said));
      handles.add(said.handle);
      return { result: 'issued' };
    }
    const known = said.fingerprints.some((one) => refused.has(refusalKey(said.number, one, reason)));
    refused.add(refusalKey(said.number, firstOf(said), reason));
    return { result: 'conflict', reason, known };
  });
  return { verdicts, ledger: { issued, refused, handles } };
}

function conflictOf(
  said: Said,
  { issued, handles }: Pick<Ledger, 'issued' | 'handles'>,
  { lease, services, now }: SyncFacts,
): LeaseConflict | undefined {
  const range = rangeWith(lease.ranges, said.number);
  if (range === undefined) return 'number-not-leased';
  if (issued.has(said.number)) return 'number-used';
  if (!services.includes(said.service)) return 'service-unknown';
  if (!range.services.includes(said.service)) return 'service-not-leased';
  if (said.issuedAt < plusSeconds(lease.issuedAt, -skewSeconds)) return 'outside-lease-time';
  if (said.issuedAt > plusSeconds(lease.expiresAt, skewSeconds)) return 'outside-lease-time';
  if (said.issuedAt > plusSeconds(now, skewSeconds)) return 'in-future';
  return handles.has(said.handle) ? 'handle-used' : undefined;
}

/** Whether anything would be added to what is known. */
export const bearsNews = (verdicts: readonly Verdict[]): boolean =>
  verdicts.some(
    (verdict) => verdict.result === 'issued' || (verdict.result === 'conflict' && !verdict.known),
  );
