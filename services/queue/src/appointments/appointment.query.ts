import { rows, type Tx } from '@kezek/platform';
import { ticketColumns, type TicketRow } from '../tickets/ticket.row';
import type { Known, Said } from './appointment.rules';

export interface Appointment extends Said {
  readonly office: string;
  readonly reference: string;
  readonly source: string;
  readonly version: number;
}

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

const columns = 'office, reference, source, version, state, service, starts_at AS "startsAt"';

const ticketText = (more: string) => `SELECT ${ticketColumns} FROM ticket t WHERE t.id = $1 ${more}`;

/** A booked ticket stays locked: what is decided on it is written. Others are not: they might be passed over. */
export async function keptOf(tx: Tx, office: string, reference: string): Promise<Kept | undefined> {
  const [appointment] = await rows<Appointment & { ticket: string }>(tx, {
    name: 'appointment-read',
    text: `SELECT ${columns}, ticket FROM appointment WHERE office = $1 AND reference = $2`,
    values: [office, reference],
  });
  if (appointment === undefined) return undefined;
  const [booked] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'appointment-ticket',
    text: ticketText(`AND t.state = 'booked' FOR UPDATE`),
    values: [appointment.ticket],
  });
  return { appointment, ticket: booked ?? (await ticketOf(tx, appointment.ticket)) };
}

export async function ticketOf(tx: Tx, id: string): Promise<TicketRow> {
  const [ticket] = await rows<TicketRow & Record<string, unknown>>(tx, {
    text: ticketText(''),
    values: [id],
  });
  if (ticket === undefined) throw new Error('an appointment always has a ticket');
  return ticket;
}

/** What is said of the visitor of a booked ticket that the caller holds locked, before it is moved. */
export async function describeVisitor(tx: Tx, ticket: TicketRow, visitor: Visitor): Promise<TicketRow> {
  const { language, priority, contactRef } = visitor;
  await rows(tx, {
    name: 'appointment-visitor',
    text: 'UPDATE ticket SET language = $2, priority = $3, contact_ref = $4 WHERE id = $1',
    values: [ticket.id, language, priority, contactRef],
  });
  return { ...ticket, ...visitor };
}

/** For who only looks: nothing is locked. */
export async function bookedTicketOf(
  tx: Tx,
  office: string,
  reference: string,
): Promise<TicketRow | undefined> {
  const [ticket] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'appointment-look',
    text: `SELECT ${ticketColumns} FROM appointment a JOIN ticket t ON t.id = a.ticket
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
  const { office, reference, source, version, state, service, startsAt } = appointment;
  await rows(tx, {
    name: 'appointment-save',
    text: `INSERT INTO appointment AS a (office, reference, source, version, state, service, starts_at, ticket, changed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (office, reference) DO UPDATE SET source = $3, version = $4, state = $5, service = $6, starts_at = $7, ticket = $8,
        changed_at = greatest(a.changed_at, $9)`,
    values: [office, reference, source, version, state, service, startsAt, ticket.id, now],
  });
}
