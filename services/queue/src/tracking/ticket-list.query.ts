import { Refusal, type Outcome, type TicketState } from '@kezek/contracts';
import { type EntityManager, MoreThan } from 'typeorm';
import { TicketRow } from '../tickets/ticket.row';

export interface Page {
  readonly office: string;
  readonly state: TicketState | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** By order of issue; one more than a page tells whether there is a next one. */
export async function ticketsOf(
  manager: EntityManager,
  { office, state, after, limit }: Page,
): Promise<{ tickets: TicketRow[]; next?: string }> {
  const found = await manager.find(TicketRow, {
    where: { office, issueOrder: MoreThan(orderOf(after)), ...(state !== undefined && { state }) },
    order: { issueOrder: 'ASC' },
    take: limit + 1,
  });
  const tickets = found.slice(0, limit);
  const last = tickets.at(-1);
  return { tickets, ...(found.length > limit && last && { next: placeOf(last.issueOrder) }) };
}

const placeOf = (order: number): string => Buffer.from(String(order)).toString('base64url');

function orderOf(after: string | undefined): number {
  if (after === undefined) return 0;
  const order = Buffer.from(after, 'base64url').toString();
  if (!/^\d{1,15}$/.test(order))
    throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'not-of-this-list' }] });
  return Number(order);
}

interface Period {
  readonly step: number;
  readonly service: string;
  readonly state: TicketState;
  readonly from: Date;
  readonly to: Date | null;
  readonly actor: string;
  readonly action: string;
  readonly counter: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
}

/** A period ends where the next state begins; the last one of an ended ticket has no end. */
export const periodsOf = (manager: EntityManager, ticket: string): Promise<Period[]> =>
  manager.query<Period[]>(
    `SELECT step, service, state, from_at AS "from", actor, action, counter, outcome, reason,
       lead(from_at) OVER (ORDER BY version) AS "to"
     FROM (SELECT *, lag((step, state)) OVER (ORDER BY version) IS DISTINCT FROM (step, state) AS begins
       FROM period WHERE ticket = $1) p
     WHERE begins ORDER BY version`,
    [ticket],
  );
