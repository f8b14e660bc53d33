import { mayActIn, Refusal, type Principal } from '@kezek/contracts';
import { read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { tokenHash } from '../contacts/tracking-tokens.service';
import { ticketColumns, type TicketRow } from './ticket.row';

/** @throws Refusal `not-found`, also for another office's ticket */
export async function ticketFor(manager: EntityManager, id: string, caller: Principal): Promise<TicketRow> {
  const [ticket] = await read<TicketRow>(manager, {
    name: 'ticket-by-id',
    text: `SELECT ${ticketColumns} FROM ticket t WHERE t.id = $1`,
    values: [id],
  });
  if (ticket === undefined || !mayActIn(caller, ticket.office)) throw new Refusal('not-found');
  return ticket;
}

/** The visitor's own. @throws Refusal `not-found` */
export async function ticketHeldBy(tx: Tx, trackingToken: string): Promise<TicketRow> {
  const [ticket] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'ticket-by-token',
    text: `SELECT ${ticketColumns} FROM ticket t WHERE t.tracking_token_hash = $1`,
    values: [tokenHash(trackingToken)],
  });
  if (ticket === undefined) throw new Refusal('not-found');
  return ticket;
}

/** The tracking token of a ticket, for who issues it: by `TrackingTokens`. */
export async function sealedTokenOf(tx: Tx, ticket: string): Promise<Buffer> {
  const [found] = await rows<{ sealed: Buffer }>(tx, {
    text: 'SELECT tracking_token_sealed AS sealed FROM ticket WHERE id = $1',
    values: [ticket],
  });
  if (found === undefined) throw new Error('every ticket has a tracking token');
  return found.sealed;
}
