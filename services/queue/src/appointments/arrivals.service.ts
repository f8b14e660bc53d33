import { Refusal, type Office, type Principal } from '@kezek/contracts';
import type { Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { alreadyOpen } from '../persons/person.rules';
import { DecidingService } from '../changes/deciding.service';
import { otherNumber } from '../changes/number.query';
import type { TicketRow } from '../tickets/ticket.row';
import { keptOf, lockReference, saveAppointment } from './appointment.query';
import { isItsDay, rankAt } from './appointment.rules';

/** Who does it, and when. */
export interface By {
  readonly actor: string;
  readonly now: Date;
}

/** Those who have booked and come. */
@Injectable()
export class ArrivalsService {
  constructor(private readonly deciding: DecidingService) {}

  /**
   * A booked ticket waits from now on, under another number where somebody of another day still has its own; what it
   * counts from follows from the appointment, the arrival and the grace.
   */
  async arrive(
    tx: Tx,
    { office, ticket, at }: { office: Office; ticket: TicketRow; at: Date },
    by: By,
  ): Promise<TicketRow> {
    const { service, priority, appointmentAt } = ticket;
    const rank = rankAt(office, { service, priority, appointmentAt: appointmentAt ?? at, arrivedAt: at });
    const renumbered = await otherNumber(tx, { office, ticket, now: by.now });
    const arrived = await this.deciding.apply(
      tx,
      ticket,
      { action: 'arrive', renumbered, ...rank },
      { by: 'system', ...by },
    );
    if (arrived === undefined) throw new Error('a locked ticket was changed by somebody else');
    return arrived;
  }

  /**
   * For who asks for a ticket and names a booking: that ticket waits now, and no second one is made. Undefined where
   * nothing is known of the reference.
   * @throws Refusal `ticket-already-open`, `appointment-in-past`
   */
  async claim(
    tx: Tx,
    office: Office,
    reference: string | undefined,
    { caller, now }: { caller: Principal; now: Date },
  ): Promise<TicketRow | undefined> {
    if (reference === undefined) return undefined;
    await lockReference(tx, office.code, reference);
    const kept = await keptOf(tx, office.code, reference);
    if (kept === undefined) return undefined;
    const { ticket, appointment } = kept;
    if (ticket.outcome !== null)
      throw new Refusal('appointment-in-past', {
        errors: [{ pointer: '/appointment/reference', code: 'appointment-in-past' }],
        state: ticket.state,
      });
    if (ticket.state !== 'booked' || !isItsDay(office, appointment.startsAt, now))
      throw alreadyOpen(ticket, caller.scopes.includes('queue:read'));
    const arrived = await this.arrive(tx, { office, ticket, at: now }, { actor: caller.subject, now });
    await saveAppointment(tx, { ...appointment, state: 'checked-in' }, arrived, now);
    return arrived;
  }

  /** A ticket that was issued for a booking of which nothing is known yet: what is heard of it later finds it. */
  async remember(tx: Tx, ticket: TicketRow): Promise<void> {
    const {
      office,
      appointmentReference: reference,
      appointmentAt: startsAt,
      service,
      issuedBy,
      issuedAt,
    } = ticket;
    if (reference === null || startsAt === null) return;
    const appointment = {
      office,
      reference,
      source: issuedBy,
      version: 0,
      state: 'checked-in',
      service,
      startsAt,
    } as const;
    await saveAppointment(tx, appointment, ticket, issuedAt);
  }
}
