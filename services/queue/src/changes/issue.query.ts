import type { TicketRequest } from '@kezek/contracts';
import { columnsOf, insertSelect, rows, type Tx } from '@kezek/platform';
import type { KeptToken } from '../contacts/tracking-tokens.service';
import type { Terms } from './issue.rules';
import { drawNumbers, numberIn } from './number.query';
import { choosingAnew, notePeriod } from '../tickets/save.query';
import { TicketRow } from '../tickets/ticket.row';

export interface NewTicket {
  readonly id: string;
  readonly token: KeptToken;
  readonly office: string;
  /** The first step's; the number is of the series of the one that was asked for. */
  readonly service: string;
  readonly planned: readonly string[];
  readonly state: 'waiting' | 'booked';
  readonly issuedAt: Date;
  /** Of one that a kiosk without a line gave out: when it told so, and when it says that it did, if that can't count. */
  readonly syncedAt?: Date;
  readonly saidAt?: Date | undefined;
  readonly actor: string;
  /** For the audit. */
  readonly reason?: string | undefined;
  readonly contactRef: string | undefined;
  readonly phoneHash: Buffer | undefined;
  readonly iinHash: Buffer | undefined;
  readonly terms: Terms;
  /** Who ended as a no-show since then may come back, and keeps the number. */
  readonly noShowsSince: Date;
  /** Given out already, by a kiosk without a line; else the next one of the series. */
  readonly number?: string;
  /** As it came: a parameter that is only kept is named nowhere between here and the contract. */
  readonly request: Pick<TicketRequest, 'channel' | 'language' | 'priority' | 'appointment'>;
}

const given = [
  'id',
  'trackingTokenHash',
  'trackingTokenSealed',
  'office',
  'service',
  'businessDay',
  'state',
  'planned',
  'channel',
  'language',
  'issuedAt',
  'issuedBy',
  'syncedAt',
  'saidAt',
  'basisAt',
  'targetAt',
  'dueAt',
  'priority',
  'emergency',
  'appointmentReference',
  'appointmentAt',
  'phoneHash',
  'iinHash',
  'contactRef',
  'changedAt',
] as const satisfies readonly (keyof TicketRow)[];
type Given = { readonly [field in (typeof given)[number]]: TicketRow[field] | undefined };

// $1 office, $2 prefix, $3 business day, $4 a number that was given out already, $5 actor, $6 reason, $7 since when a
// no-show may come back; then what is given.
const values = Object.fromEntries(given.map((field, index) => [field, `$${String(index + 8)}`]));
const action = `CASE WHEN synced_at IS NULL THEN 'issue' ELSE 'sync' END`;
const number = `coalesce($4, (SELECT ${numberIn('prefix', 'last')} FROM series))`;
const series = drawNumbers({
  office: '$1',
  prefix: '$2',
  businessDay: '$3::date',
  noShowsSince: '$7::timestamptz',
  from: 'WHERE $4::text IS NULL',
});

// The series' row stays locked until the commit: that is what leaves nothing out, so nothing slow may come after it.
const issue = `WITH series AS (${series}),
  issued AS (${insertSelect(TicketRow, { ...values, number })} RETURNING *),
  noted AS (${notePeriod('issued', { actor: '$5', action, reason: '$6' })})
  SELECT ${columnsOf(TicketRow, 't')} FROM issued t`;

/** Takes the next number of the series that nobody has, and writes the ticket with its first period, in one statement. */
export async function insertTicket(tx: Tx, ticket: NewTicket): Promise<TicketRow> {
  const { terms, request, actor } = ticket;
  const { channel, language, priority, appointment } = request;
  const row: Given = {
    ...terms,
    ...ticket,
    trackingTokenHash: ticket.token.hash,
    trackingTokenSealed: ticket.token.sealed,
    channel,
    language,
    priority,
    issuedBy: actor,
    syncedAt: ticket.syncedAt,
    saidAt: ticket.saidAt,
    changedAt: ticket.issuedAt,
    appointmentReference: appointment?.reference,
  };
  const [issued] = await choosingAnew(
    rows<TicketRow>(tx, {
      name: 'ticket-issue',
      text: issue,
      values: [
        ticket.office,
        terms.prefix,
        terms.businessDay,
        ticket.number,
        actor,
        ticket.reason,
        ticket.noShowsSince,
        ...given.map((field) => row[field]),
      ],
    }),
  );
  if (issued === undefined) throw new Error('an issue always has a row');
  return issued;
}
