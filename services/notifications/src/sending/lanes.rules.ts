import type { Lane } from '@kezek/contracts';

/** Calls go first. */
export const lanes: readonly Lane[] = ['call', 'normal', 'bulk'];

export interface Window {
  /** Messages that may be under way at once. */
  readonly size: number;
  /** Messages of each lane that are claimed or written and not answered. */
  readonly inUse: Readonly<Record<Lane, number>>;
  /** Whether bulk messages wait: only then is anything kept for them. */
  readonly bulkWaits: boolean;
}

const callShare = 0.2;
const bulkShare = 0.05;

// A window that is too small to be shared belongs to whoever comes.
const atLeastOne = (size: number, share: number): number =>
  size < 3 ? 0 : Math.max(1, Math.floor(size * share));

/**
 * How many messages of a lane may be claimed now. A fifth of the window is for calls alone, so that none ever waits
 * behind slow answers to others; a twentieth is kept for bulk from normal ones, so that it never starves.
 */
export function freeSlots(lane: Lane, { size, inUse, bulkWaits }: Window): number {
  const used = inUse.call + inUse.normal + inUse.bulk;
  const forCalls = Math.max(0, atLeastOne(size, callShare) - inUse.call);
  const forBulk = bulkWaits ? Math.max(0, atLeastOne(size, bulkShare) - inUse.bulk) : 0;
  const reserved = { call: 0, normal: forCalls + forBulk, bulk: forCalls }[lane];
  return Math.max(0, size - used - reserved);
}
