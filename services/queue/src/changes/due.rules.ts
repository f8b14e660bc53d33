import { latest, plusMinutes } from '@kezek/platform';

export interface Claim {
  readonly issuedAt: Date;
  /** When the visitor came, where that isn't the issue. */
  readonly arrivedAt?: Date;
  readonly appointmentAt?: Date | null;
}

export interface Terms {
  readonly targetMinutes: number;
  readonly priorityMinutes: number;
  readonly graceMinutes: number;
}

export interface Rank {
  /** From when the wait counts. */
  readonly basisAt: Date;
  /** Basis + target: what is promised. */
  readonly targetAt: Date;
  /** By when the ticket should be called: the target less the priority. */
  readonly dueAt: Date;
}

/** Whoever comes later than this has lost the appointment. */
export const appointmentEndsAt = (startsAt: Date, graceMinutes: number): Date =>
  plusMinutes(startsAt, graceMinutes);

/**
 * Basis + target − priority. An appointment that is kept counts from its own time, or from the arrival where that is
 * later; one that is missed beyond its grace counts for nothing.
 */
export function rankOf({ issuedAt, arrivedAt = issuedAt, appointmentAt }: Claim, terms: Terms): Rank {
  const kept = appointmentAt && arrivedAt <= appointmentEndsAt(appointmentAt, terms.graceMinutes);
  const basisAt = kept ? latest(appointmentAt, arrivedAt) : arrivedAt;
  return { basisAt, ...deadlineOf(basisAt, terms) };
}

/** Of a wait that counts from `basisAt`: for another service of the same visit, too. */
export function deadlineOf(
  basisAt: Date,
  { targetMinutes, priorityMinutes }: Pick<Terms, 'targetMinutes' | 'priorityMinutes'>,
): Omit<Rank, 'basisAt'> {
  const targetAt = plusMinutes(basisAt, targetMinutes);
  return { targetAt, dueAt: plusMinutes(targetAt, -priorityMinutes) };
}
