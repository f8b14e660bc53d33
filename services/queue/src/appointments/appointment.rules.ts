import { Refusal, type Office, type TicketState } from '@kezek/contracts';
import { localMoment } from '@kezek/platform';
import { dayOf } from '../offices/opening.rules';
import { targetMinutesOn } from '../offices/target.rules';
import { rankOf, type Rank } from '../changes/due.rules';

/** What is said of an appointment. */
export interface Said {
  readonly state: 'booked' | 'checked-in' | 'cancelled';
  readonly service: string;
  readonly startsAt: Date;
}

/** What had been said of it before, and where its ticket stands. */
export interface Known extends Said {
  readonly ticket: TicketState;
  readonly ended: boolean;
  /** Whether something else is said of the visitor now than the ticket says: language, priority, contact. */
  readonly renewed?: boolean;
}

/** What can be done with an appointment. */
export type Deed = 'book' | 'move' | 'arrive' | 'cancel';

const then = { booked: [], 'checked-in': ['arrive'], cancelled: ['cancel'] } as const;

/** Who stands at a counter is not sent away from it. */
export const canCancel = (state: TicketState): boolean =>
  state === 'booked' || state === 'waiting' || state === 'parked' || state === 'return-later';

/**
 * What brings an appointment to what is said of it now. The whole of it is said each time: so it doesn't matter what
 * was missed, or came in another order.
 */
export function deedsFor(known: Known | undefined, said: Said): readonly Deed[] {
  if (known === undefined) return ['book', ...then[said.state]];
  const elsewhere = differs(known, said);
  if (said.state === 'cancelled') return canCancel(known.ticket) ? ['cancel'] : [];
  if (known.ended) return isOnAgain(known, said, elsewhere) ? ['book', ...then[said.state]] : [];
  if (known.ticket !== 'booked') return [];
  return [...(elsewhere || known.renewed === true ? (['move'] as const) : []), ...then[said.state]];
}

/**
 * The day was over, or the ticket given back, before it was heard that the visit takes place another time, or does; or
 * it was called off, and takes place after all.
 */
const isOnAgain = (known: Known, said: Said, elsewhere: boolean): boolean =>
  known.state === 'cancelled' || (said.state === 'booked' ? elsewhere : known.state === 'booked');

export const differs = (known: Omit<Said, 'state'>, said: Omit<Said, 'state'>): boolean =>
  known.service !== said.service || known.startsAt.getTime() !== said.startsAt.getTime();

interface Arrival {
  readonly service: string;
  readonly priority?: string | null | undefined;
  readonly appointmentAt: Date;
  /** Not known before the visitor has come: then it counts as in time. */
  readonly arrivedAt?: Date;
}

/** @throws Refusal `service-unknown` */
export function prefixOf({ services }: Office, service: string): string {
  const found = services.find(({ code }) => code === service);
  if (found === undefined)
    throw new Refusal('service-unknown', { errors: [{ pointer: '/service', code: 'service-unknown' }] });
  return found.prefix;
}

/** Where an appointment stands among those who wait. */
export function rankAt(office: Office, arrival: Arrival): Rank {
  const { service, priority, appointmentAt, arrivedAt = appointmentAt } = arrival;
  const booked = office.services.find(({ code }) => code === service);
  const targetMinutes = booked ? targetMinutesOn(booked, dayOf(office, appointmentAt)) : 0;
  const priorityMinutes = office.priorities.find(({ code }) => code === priority)?.minutes ?? 0;
  const graceMinutes = office.rules.appointmentGraceMinutes;
  return rankOf({ issuedAt: arrivedAt, appointmentAt }, { targetMinutes, priorityMinutes, graceMinutes });
}

/** Whether now is the day of an appointment: the business day, or, around its cut, the same date. */
export const isItsDay = (office: Office, startsAt: Date, now: Date): boolean =>
  dayOf(office, startsAt) === dayOf(office, now) ||
  localMoment(startsAt, office.timeZone).date === localMoment(now, office.timeZone).date;
