import type { NotificationState } from '@kezek/contracts';

/**
 * What a message may become. A later state never goes back; only a temporary failure, which is a guess about
 * somebody else's network, is revised by a late receipt.
 */
const reachable: Readonly<Record<NotificationState, readonly NotificationState[]>> = {
  scheduled: [
    'created',
    'sending',
    'expired',
    'cancelled',
    'suppressed',
    'permanent-failure',
    'technical-failure',
  ],
  created: ['sending', 'expired', 'cancelled', 'suppressed', 'permanent-failure', 'technical-failure'],
  sending: [
    'pending',
    'sent',
    'delivered',
    'expired',
    'cancelled',
    'permanent-failure',
    'temporary-failure',
    'technical-failure',
  ],
  pending: ['delivered', 'expired', 'cancelled', 'permanent-failure', 'temporary-failure'],
  'temporary-failure': ['delivered', 'expired', 'permanent-failure'],
  sent: [],
  delivered: [],
  expired: [],
  cancelled: [],
  suppressed: [],
  'permanent-failure': [],
  'technical-failure': [],
};

const all = Object.keys(reachable) as NotificationState[];

export const mayBecome = (from: NotificationState, to: NotificationState): boolean =>
  reachable[from].includes(to);

/** The states from which `to` may be reached: the `WHERE state = ANY(…)` of its UPDATE. */
export const sourcesOf = (to: NotificationState): readonly NotificationState[] =>
  all.filter((from) => mayBecome(from, to));

/** Nothing that is still to come can change it. */
export const isFinal = (state: NotificationState): boolean => reachable[state].length === 0;

/** A message that was not written yet: cancelling and expiring it is only a matter of this database. */
export const unwritten: readonly NotificationState[] = ['created', 'scheduled'];

/** Where the outcome is still open and worth being cancelled. */
export const open: readonly NotificationState[] = ['created', 'scheduled', 'sending', 'pending'];

export interface Validity {
  readonly now: number;
  readonly expiresAt: number;
}

/** Milliseconds: an SMSC counts whole seconds, so what has less than one left can't arrive in time. */
export const shortestValidity = 1000;

/** Checked on consuming, on claiming and on writing. */
export const isExpired = ({ now, expiresAt }: Validity): boolean => expiresAt - now < shortestValidity;

const units = { Y: 31_536_000_000, M: 2_592_000_000, W: 604_800_000, D: 86_400_000 } as const;
const timeUnits = { H: 3_600_000, M: 60_000, S: 1000 } as const;

const sumOf = (text: string, factors: Readonly<Record<string, number>>): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)([A-Z])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (factors[unit ?? ''] ?? 0),
    0,
  );

/** Milliseconds of an ISO 8601 duration; a month counts as 30 days and a year as 365, as long as any SMS lives. */
export function durationOf(iso: string): number {
  const [date = '', time = ''] = iso.slice(1).split('T');
  return Math.round(sumOf(date, units) + sumOf(time, timeUnits));
}
