import type { TicketRequest } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import type { Terms } from './issue.rules';
import { notePeriod } from './save.query';
import { ticketColumns, type TicketRow } from './ticket.row';

export interface NewTicket {
  readonly id: string;
  readonly handle: string;
  readonly office: string;
  readonly issuedAt: Date;
  readonly actor: string;
  readonly contactRef: string | undefined;
  readonly iinHash: Buffer | undefined;
  readonly terms: Terms;
  /** As it came: a parameter that is only kept is named nowhere between here and the contract. */
  readonly request: TicketRequest;
}

// The series' row stays locked until the commit: that is what leaves no gap, so nothing slow may come after it.
const issue = `WITH series AS (
    INSERT INTO number_series AS s (office, prefix, business_day, last) VALUES ($3, $5, $6, 1)
    ON CONFLICT (office, prefix, business_day) DO UPDATE SET last = s.last + 1 RETURNING last::text),
  issued AS (
    INSERT INTO ticket (id, handle, office, service, number, state, business_day, channel, language, issued_at,
      basis_at, due_at, credit, appointment_reference, appointment_at, iin_hash, contact_ref, changed_at)
    SELECT $1, $2, $3, $4, $5 || lpad(last, greatest(3, length(last)), '0'), 'waiting', $6, $7, $8, $9,
      $10, $11, $12, $13, $14, $15, $16, $9 FROM series RETURNING *),
  noted AS (${notePeriod('issued', '$17')})
  SELECT ${ticketColumns} FROM issued t`;

/** Takes the next number of the series and writes the ticket with its first period, in one statement. */
export async function insertTicket(tx: Tx, ticket: NewTicket): Promise<TicketRow> {
  const { terms, request } = ticket;
  const [issued] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'ticket-issue',
    text: issue,
    values: [
      ...[ticket.id, ticket.handle, ticket.office, request.service, terms.prefix, terms.businessDay],
      ...[request.channel, request.language, ticket.issuedAt, terms.basisAt, terms.dueAt, request.credit],
      ...[
        request.appointment?.reference,
        terms.appointmentAt,
        ticket.iinHash,
        ticket.contactRef,
        ticket.actor,
      ],
    ],
  });
  if (issued === undefined) throw new Error('an issue always has a row');
  return issued;
}
