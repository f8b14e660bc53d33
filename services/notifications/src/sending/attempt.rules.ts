import type { AttemptState, NotificationState } from '@kezek/contracts';
import { isExpired } from '../notifications/notification.rules';
import type { Fault, SegmentOutcome } from '../providers/outcome.rules';
import { resolveAt } from '../receipts/receipt.rules';

export interface Verdict {
  readonly attempt: Exclude<AttemptState, 'claimed' | 'written'> | 'not-written';
  readonly status?: string;
  readonly fault?: Fault;
}

// The worst comes first: what decides about the whole message.
const order = ['rejected', 'unknown', 'expired', 'throttled', 'not-written', 'accepted'] as const;

/** An attempt is as good as the worst of its segments; for good refused is worst, since no repetition helps. */
export function judgeAttempt(outcomes: readonly SegmentOutcome[]): Verdict {
  const permanent = outcomes.find((outcome) => outcome.kind === 'rejected' && outcome.fault !== 'temporary');
  const kind = order.find((candidate) => outcomes.some((outcome) => outcome.kind === candidate));
  const worst = permanent ?? outcomes.find((outcome) => outcome.kind === kind);
  if (worst === undefined) throw new Error('an attempt has at least one segment');
  if (worst.kind === 'rejected') return { attempt: 'rejected', status: worst.status, fault: worst.fault };
  if (worst.kind === 'throttled') return { attempt: 'throttled', status: worst.status };
  if (worst.kind === 'unknown' || worst.kind === 'not-written')
    return { attempt: worst.kind, status: worst.reason };
  return { attempt: worst.kind };
}

export interface AttemptFacts {
  readonly verdict: Verdict;
  /** Attempts of this message so far, this one included. */
  readonly attempts: number;
  readonly policy: 'resend' | 'hold' | 'query';
  /** Whether the outcome of an earlier attempt is unknown. */
  readonly doubtful: boolean;
  /** Whether the provider reports what became of what it accepted. */
  readonly receipts: boolean;
  readonly now: number;
  readonly expiresAt: number;
  /** In [0, 1). */
  readonly random: number;
}

/** What a message does next; `nextAt`: when it is tried again, `resolveAt`: asked for; milliseconds since 1970. */
export interface Consequence {
  readonly state: NotificationState;
  readonly reason?: string;
  readonly nextAt?: number;
  readonly resolveAt?: number;
}

const unknownReason = 'outcome-unknown';

const attemptsAtMost = 16;
const resendsAtMost = 3;
const shortestPause = 500;
const longestPause = { urgent: 15_000, ever: 600_000, share: 1 / 20 } as const;

/**
 * Half fixed, half jitter: 0.25–0.5 s, 0.5–1 s … 7.5–15 s, or up to a twentieth of the time that is left: what is
 * worth sending for hours outlives an outage, and asks no oftener than that.
 */
export function pauseBefore(
  attempts: number,
  { random, leftMs }: { readonly random: number; readonly leftMs: number },
): number {
  const longest = Math.min(longestPause.ever, Math.max(longestPause.urgent, leftMs * longestPause.share));
  const ceiling = Math.min(longest, shortestPause * 2 ** Math.min(attempts - 1, 11));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

const nextAfter = ({ attempts, now, random, expiresAt }: AttemptFacts): number =>
  now + pauseBefore(attempts, { random, leftMs: expiresAt - now });

/** The next step of a message whose attempt came to a verdict. */
export function afterAttempt(facts: AttemptFacts): Consequence {
  const { verdict } = facts;
  switch (verdict.attempt) {
    case 'accepted':
      return { state: facts.receipts ? 'pending' : 'sent' };
    case 'expired':
      return afterItsTime(facts.doubtful, facts.expiresAt, 'too-late-to-write');
    case 'unknown':
      return afterUnknown(facts);
    case 'throttled':
      return retry(facts, 'throttled');
    case 'not-written':
      return retry({ ...facts, attempts: 1 }, 'provider-away');
    case 'rejected':
      return afterRefusal(facts);
  }
}

function afterRefusal(facts: AttemptFacts): Consequence {
  const { fault, status } = facts.verdict;
  const reason = status ?? 'rejected';
  if (fault === 'recipient') return { state: 'permanent-failure', reason };
  if (fault === 'ours') return { state: 'technical-failure', reason };
  return facts.attempts < attemptsAtMost ? retry(facts, reason) : { state: 'temporary-failure', reason };
}

/** Held until a receipt tells, or until its time is over; resent where twice is better than never. */
function afterUnknown(facts: AttemptFacts): Consequence {
  const held: Consequence = { state: 'sending', reason: unknownReason };
  if (facts.policy !== 'resend' || facts.attempts >= resendsAtMost) return held;
  const nextAt = nextAfter(facts);
  return isExpired({ now: nextAt, expiresAt: facts.expiresAt }) ? held : { ...held, nextAt };
}

function retry(facts: AttemptFacts, reason: string): Consequence {
  const nextAt = nextAfter(facts);
  return isExpired({ now: nextAt, expiresAt: facts.expiresAt })
    ? afterItsTime(facts.doubtful, facts.expiresAt, `${reason}-until-expiry`)
    : { state: 'sending', reason, nextAt };
}

/**
 * What a message becomes whose time is over before it could be written (again): expired, if it surely was never
 * written. A copy whose outcome is unknown may have arrived, which isn't for us to deny: it waits for its receipt.
 */
export function afterItsTime(doubtful: boolean, expiresAt: number, otherwise: string): Consequence {
  const asked = doubtful ? resolveAt('sending', expiresAt) : undefined;
  return asked === undefined
    ? { state: 'expired', reason: otherwise }
    : { state: 'sending', reason: unknownReason, resolveAt: asked };
}
