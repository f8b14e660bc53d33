import { mayActIn, Refusal, type Principal } from '@kezek/contracts';
import { read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
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
    text: `SELECT ${ticketColumns} FROM ticket t WHERE t.tracking_token = $1`,
    values: [trackingToken],
  });
  if (ticket === undefined) throw new Refusal('not-found');
  return ticket;
}
