import { mayActIn, Refusal, type Principal } from '@kezek/contracts';
import { columnsOf, read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { tokenHash } from '../contacts/tracking-tokens.service';
import { TicketRow } from './ticket.row';

const columns = columnsOf(TicketRow, 't');

/** @throws Refusal `not-found`, also for another office's ticket */
export async function ticketFor(manager: EntityManager, id: string, caller: Principal): Promise<TicketRow> {
  const [ticket] = await read<TicketRow>(manager, {
    name: 'ticket-by-id',
    text: `SELECT ${columns} FROM ticket t WHERE t.id = $1`,
    values: [id],
  });
  if (ticket === undefined || !mayActIn(caller, ticket.office)) throw new Refusal('not-found');
  return ticket;
}

/** The visitor's own. @throws Refusal `not-found` */
export async function ticketHeldBy(tx: Tx, trackingToken: string): Promise<TicketRow> {
  const [ticket] = await rows<TicketRow>(tx, {
    name: 'ticket-by-token',
    text: `SELECT ${columns} FROM ticket t WHERE t.tracking_token_hash = $1`,
    values: [tokenHash(trackingToken)],
  });
  if (ticket === undefined) throw new Refusal('not-found');
  return ticket;
}

/** The tracking token of a ticket, for who issues it: by `TrackingTokens`. */
export async function sealedTokenOf(tx: Tx, ticket: string): Promise<Buffer> {
  const select = { id: true, trackingTokenSealed: true } as const;
  const { trackingTokenSealed } = await tx.findOneOrFail(TicketRow, { where: { id: ticket }, select });
  if (trackingTokenSealed === undefined) throw new Error('every ticket has a tracking token');
  return trackingTokenSealed;
}
