import type { ClientKind, Pool, PoolKind } from '@kezek/contracts';

export interface Taken {
  readonly parties: number;
  readonly persons: number;
}

/** A party that has its place. */
export interface Booked {
  readonly visit: string;
  readonly pool: PoolKind;
  readonly persons: number;
  readonly bookedAt: Date;
}

export const nothingTaken: Taken = { parties: 0, persons: 0 };

export const takenBy = (booked: readonly Pick<Booked, 'persons'>[]): Taken =>
  booked.reduce<Taken>((sum, { persons }) => withParty(sum, persons), nothingTaken);

export const withParty = ({ parties, persons }: Taken, more: number): Taken => ({
  parties: parties + 1,
  persons: persons + more,
});

export const isWithin = (taken: Taken, { parties, persons }: Taken): boolean =>
  taken.parties <= parties && taken.persons <= persons;

/** Whether a party of so many still has a place. */
export const fits = (pool: Pool, taken: Taken, persons: number): boolean =>
  isWithin(withParty(taken, persons), pool);

/**
 * Who is to be looked at when a pool has become smaller than what is taken of it: the newest bookings, as few as make
 * the others fit. A pool that is gone has no places.
 */
export function beyondCapacity(pool: Taken | undefined, booked: readonly Booked[]): Booked[] {
  const oldestFirst = [...booked].sort(byBooking);
  let kept = oldestFirst.length;
  while (kept > 0 && !isWithin(takenBy(oldestFirst.slice(0, kept)), pool ?? nothingTaken)) kept -= 1;
  return oldestFirst.slice(kept);
}

/** The order of booking; of one moment, that of the references. */
export const byBooking = (a: Booked, b: Booked): number =>
  a.bookedAt.getTime() - b.bookedAt.getTime() || (a.visit < b.visit ? -1 : 1);

const booking: Readonly<Record<ClientKind, readonly PoolKind[]>> = {
  relative: ['open', 'closed', 'video'],
  // Where nobody listens.
  lawyer: ['legal', 'video'],
};
const walkingIn: Readonly<Record<ClientKind, readonly PoolKind[]>> = {
  relative: ['walk-in'],
  lawyer: ['walk-in', 'legal'],
};

interface Asking {
  readonly client: ClientKind;
  /** Comes without having booked. */
  readonly walkIn: boolean;
  /** A restriction of the detainee; never one of counsel. */
  readonly closedOnly: boolean;
}

/** From which pools a party may have a place. */
export const poolsFor = ({ client, walkIn, closedOnly }: Asking): readonly PoolKind[] => {
  if (closedOnly && client === 'relative') return ['closed'];
  return (walkIn ? walkingIn : booking)[client];
};
