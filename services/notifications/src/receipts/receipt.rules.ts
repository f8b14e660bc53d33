import type { NotificationState } from '@kezek/contracts';
import type { MessageState } from '@kezek/smpp';

/** What a segment at the SMSC has come to; `on-its-way` is not an end. */
export type SegmentFate =
  'on-its-way' | 'delivered' | 'expired' | 'deleted' | 'undeliverable' | 'rejected' | 'unclear';

const fates: Readonly<Record<MessageState, SegmentFate>> = {
  enroute: 'on-its-way',
  accepted: 'on-its-way',
  delivered: 'delivered',
  expired: 'expired',
  deleted: 'deleted',
  undeliverable: 'undeliverable',
  rejected: 'rejected',
  unknown: 'unclear',
};

export const fateOf = (state: MessageState): SegmentFate => fates[state];

/** An end that was reached stays; only what is unclear may still become clear. */
export const revisedFate = (before: SegmentFate, after: SegmentFate): SegmentFate =>
  before === 'on-its-way' || (before === 'unclear' && after !== 'on-its-way') ? after : before;

export interface Fold {
  readonly state: NotificationState;
  readonly reason?: string;
}

// A message of which one segment is lost can't be read: the worst decides, and it decides at once.
const ends: readonly (readonly [SegmentFate, Fold])[] = [
  ['undeliverable', { state: 'permanent-failure', reason: 'undeliverable' }],
  ['rejected', { state: 'permanent-failure', reason: 'rejected-by-operator' }],
  ['deleted', { state: 'cancelled', reason: 'deleted-at-provider' }],
  ['expired', { state: 'expired', reason: 'expired-at-provider' }],
  ['unclear', { state: 'temporary-failure', reason: 'unclear-at-provider' }],
];

/** What a message is when its segments are these; undefined while some are still on their way. */
export function foldFates(fates: readonly SegmentFate[]): Fold | undefined {
  const worst = ends.find(([fate]) => fates.includes(fate));
  if (worst) return worst[1];
  return fates.length > 0 && fates.every((fate) => fate === 'delivered') ? { state: 'delivered' } : undefined;
}

const receiptGrace = 60_000;

/** When the fate of a message that is under way is asked for: its time is over, and receipts had a minute more. */
export const resolveAt = (state: NotificationState, expiresAt: number): number | undefined =>
  state === 'pending' || state === 'sending' ? expiresAt + receiptGrace : undefined;
