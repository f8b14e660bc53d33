import { columnsOf, insertNew, rows, type Tx } from '@kezek/platform';
import { TicketRow } from '../tickets/ticket.row';
import { AppointmentRow } from './appointment.row';
import type { Known } from './appointment.rules';

export type Appointment = Omit<AppointmentRow, 'ticket' | 'changedAt'>;

/** The appointment and its ticket. */
export interface Kept {
  readonly appointment: Appointment;
  readonly ticket: TicketRow;
}

/** What is known of who comes, beside the appointment. */
export type Visitor = Pick<TicketRow, 'language' | 'priority' | 'contactRef'>;

export const knownOf = ({ appointment, ticket }: Kept): Known => ({
  ...appointment,
  ticket: ticket.state,
  ended: ticket.outcome !== null,
});

/** Whoever asks for the same reference waits; after the office's lock, before the ticket's. */
export async function lockReference(tx: Tx, office: string, reference: string): Promise<void> {
  await rows(tx, {
    name: 'appointment-lock',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('appointment ' || $1 || ' ' || $2, 0))`,
    values: [office, reference],
  });
}

const columns = columnsOf(TicketRow, 't');

/** A booked ticket stays locked: what is decided on it is written. Others are not: they might be passed over. */
export async function keptOf(tx: Tx, office: string, reference: string): Promise<Kept | undefined> {
  const appointment = await tx.findOneBy(AppointmentRow, { office, reference });
  if (appointment === null) return undefined;
  const booked = await tx.findOne(TicketRow, {
    where: { id: appointment.ticket, state: 'booked' },
    lock: { mode: 'pessimistic_write' },
  });
  return { appointment, ticket: booked ?? (await ticketOf(tx, appointment.ticket)) };
}

/** An appointment always has a ticket. */
export const ticketOf = (tx: Tx, id: string): Promise<TicketRow> => tx.findOneByOrFail(TicketRow, { id });

/** For who only looks: nothing is locked. */
export async function bookedTicketOf(
  tx: Tx,
  office: string,
  reference: string,
): Promise<TicketRow | undefined> {
  const [ticket] = await rows<TicketRow>(tx, {
    name: 'appointment-look',
    text: `SELECT ${columns} FROM appointment a JOIN ticket t ON t.id = a.ticket
      WHERE a.office = $1 AND a.reference = $2`,
    values: [office, reference],
  });
  return ticket;
}

export async function saveAppointment(
  tx: Tx,
  appointment: Appointment,
  ticket: TicketRow,
  now: Date,
): Promise<void> {
  const { office, reference, ...said } = { ...appointment, ticket: ticket.id, changedAt: now };
  if ((await insertNew(tx, AppointmentRow, { office, reference, ...said })) === undefined)
    await tx.update(AppointmentRow, { office, reference }, said);
}
