import type { NumberBlockFlag } from '@kezek/contracts';
import { plusMinutes, plusSeconds } from '@kezek/platform';
import { windowSeconds } from '../persons/person.rules';
import type { Silence } from '../devices/device.row';
import type { BlockRow } from './block.row';
import { skewSeconds } from './sync.rules';

/** How soon after a silence has ended what happened in it must be told: a kiosk syncs when its line is back. */
export const toldWithinMinutes = 10;

/** Of tickets that wait from the sync on, and not from when the kiosk says. */
export const unprovenFlags = [
  'time-unproven',
  'too-many-in-a-minute',
] as const satisfies readonly NumberBlockFlag[];

export interface TimeFacts {
  readonly block: Pick<BlockRow, 'issuedAt'>;
  /** Those of the device. */
  readonly silences: readonly Silence[];
  /** When the device issued what is known of the day, but for what only waits from a sync on. */
  readonly issued: readonly Date[];
  /** Of the tickets of one device within a minute. */
  readonly atMost: number;
  readonly now: Date;
}

/** From when a ticket of a kiosk waits. */
export interface Timing {
  readonly at: Date;
  /** In which the queue heard nothing of the kiosk; absent where the ticket was issued just now. */
  readonly silence?: Silence | undefined;
  /** Why it waits from now on, and not from when the kiosk says. */
  readonly flag?: (typeof unprovenFlags)[number];
}

/**
 * From when tickets wait, in the order in which the kiosk says to have issued them. A kiosk's word is taken where the
 * queue itself knows that the kiosk could not be heard; who says that he came at any other time is in the queue from now
 * on, which is all that anybody can vouch for.
 */
export function timingsOf(said: readonly Date[], { issued, ...facts }: TimeFacts): Timing[] {
  const known = issued.map((instant) => instant.getTime());
  return said.map((at): Timing => {
    const proof = proofOf(at, facts);
    if (proof === undefined) return { at: facts.now, flag: 'time-unproven' };
    if (crowded(known, at, facts.atMost)) return { at: facts.now, flag: 'too-many-in-a-minute' };
    known.push(at.getTime());
    return { at, ...proof };
  });
}

function proofOf(
  at: Date,
  { block, silences, now }: Pick<TimeFacts, 'block' | 'silences' | 'now'>,
): Pick<Timing, 'silence'> | undefined {
  if (at < plusSeconds(block.issuedAt, -skewSeconds)) return undefined;
  const silence = silences.find(
    ({ since, until }) =>
      plusSeconds(since, -skewSeconds) <= at &&
      at <= plusSeconds(until, skewSeconds) &&
      plusMinutes(until, toldWithinMinutes) >= now,
  );
  if (silence !== undefined) return { silence };
  return at >= plusSeconds(now, -skewSeconds) ? {} : undefined;
}

/** Whether there is a minute with `at` in it in which as many were issued as a device may. */
function crowded(issued: readonly number[], at: Date, atMost: number): boolean {
  const windowMs = windowSeconds * 1000;
  const near = issued.filter((one) => Math.abs(one - at.getTime()) < windowMs);
  const inOrder = [...near, at.getTime()].sort((a, b) => a - b);
  return inOrder.some((first, index) => {
    const last = inOrder[index + atMost];
    return last !== undefined && last - first < windowMs && first <= at.getTime() && at.getTime() <= last;
  });
}
