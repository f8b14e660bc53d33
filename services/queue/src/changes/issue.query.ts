import type { TicketRequest } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import type { KeptToken } from '../contacts/tracking-tokens.service';
import type { Terms } from './issue.rules';
import { notePeriod } from '../tickets/save.query';
import { ticketColumns, type TicketRow } from '../tickets/ticket.row';

export interface NewTicket {
  readonly id: string;
  readonly token: KeptToken;
  readonly office: string;
  /** The first step's; the number is of the series of the one that was asked for. */
  readonly service: string;
  readonly planned: readonly string[];
  readonly state: 'waiting' | 'booked';
  readonly issuedAt: Date;
  readonly actor: string;
  readonly contactRef: string | undefined;
  readonly phoneHash: Buffer | undefined;
  readonly iinHash: Buffer | undefined;
  readonly terms: Terms;
  /** Given out already, by a kiosk without a line; else the next one of the series. */
  readonly number?: string;
  /** As it came: a parameter that is only kept is named nowhere between here and the contract. */
  readonly request: Pick<TicketRequest, 'channel' | 'language' | 'priority' | 'appointment'>;
}

/** A series' number as people read it. */
const numberOf = (prefix: string, last: string) =>
  `${prefix} || lpad(${last}, greatest(3, length(${last})), '0')`;

// The series' row stays locked until the commit: that is what leaves no gap, so nothing slow may come after it.
const issue = `WITH series AS (
    INSERT INTO number_series AS s (office, prefix, business_day, last) SELECT $3, $5, $6::date, 1
    WHERE $20::text IS NULL
    ON CONFLICT (office, prefix, business_day) DO UPDATE SET last = s.last + 1 RETURNING last::text),
  issued AS (
    INSERT INTO ticket (id, tracking_token_hash, office, service, number, state, business_day, channel, language, issued_at,
      basis_at, due_at, priority, appointment_reference, appointment_at, iin_hash, contact_ref, changed_at,
      target_at, emergency, planned, phone_hash, issued_by, tracking_token_sealed)
    SELECT $1, $2, $3, $4, coalesce($20, (SELECT ${numberOf('$5', 'last')} FROM series)), $18, $6, $7, $8, $9,
      $10, $11, $12, $13, $14, $15, $16, $9, $19, $21, $22, $23, $17, $24 RETURNING *),
  noted AS (${notePeriod('issued', { actor: '$17', action: `'issue'` })})
  SELECT ${ticketColumns} FROM issued t`;

/** Takes the next number of the series and writes the ticket with its first period, in one statement. */
export async function insertTicket(tx: Tx, ticket: NewTicket): Promise<TicketRow> {
  const { terms, request } = ticket;
  const [issued] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'ticket-issue',
    text: issue,
    values: [
      ...[ticket.id, ticket.token.hash, ticket.office, ticket.service, terms.prefix, terms.businessDay],
      ...[request.channel, request.language, ticket.issuedAt, terms.basisAt, terms.dueAt, request.priority],
      ...[
        request.appointment?.reference,
        terms.appointmentAt,
        ticket.iinHash,
        ticket.contactRef,
        ticket.actor,
      ],
      ...[ticket.state, terms.targetAt, ticket.number, terms.emergency, ticket.planned, ticket.phoneHash],
      ticket.token.sealed,
    ],
  });
  if (issued === undefined) throw new Error('an issue always has a row');
  return issued;
}

/** A number of another day's series, for a ticket that goes there. */
export async function nextNumber(
  tx: Tx,
  {
    office,
    prefix,
    businessDay,
  }: { readonly office: string; readonly prefix: string; readonly businessDay: string },
): Promise<{ number: string; businessDay: string }> {
  const [drawn] = await rows<{ number: string }>(tx, {
    text: `WITH series AS (
        INSERT INTO number_series AS s (office, prefix, business_day, last) VALUES ($1, $2, $3, 1)
        ON CONFLICT (office, prefix, business_day) DO UPDATE SET last = s.last + 1 RETURNING last::text)
      SELECT ${numberOf('$2::text', 'last')} AS number FROM series`,
    values: [office, prefix, businessDay],
  });
  if (drawn === undefined) throw new Error('a series always has a next number');
  return { number: drawn.number, businessDay };
}
