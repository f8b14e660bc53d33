import { changesOf, emit, insertSelect, LostRace, rows, type Tx, violatesUnique } from '@kezek/platform';
import { PeriodRow } from './period.row';
import { ticketEvent } from './ticket-event.rules';
import { TicketRow } from './ticket.row';
import type { Decision } from './ticket.rules';

interface Doing {
  /** SQL expressions. */
  readonly actor: string;
  readonly action: string;
  readonly reason?: string;
}

/**
 * The period that begins with what `source` is now: part of every statement that writes a ticket. The counter of who
 * waits is the one that alone may call.
 */
export const notePeriod = (source: string, { actor, action, reason = 'NULL' }: Doing) =>
  `${insertSelect(PeriodRow, {
    ticket: 'id',
    version: 'version',
    office: 'office',
    businessDay: 'business_day',
    number: 'number',
    step: 'step',
    service: 'service',
    state: 'state',
    fromAt: 'changed_at',
    actor,
    action,
    reason,
    counter: 'coalesce(counter, for_counter)',
    outcome: 'outcome',
    basisAt: 'basis_at',
    targetAt: 'target_at',
  })} FROM ${source}`;

/** Of two who were given a number at the same moment, which nobody had then, one chooses anew. */
export async function choosingAnew<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    throw violatesUnique(error, 'ticket_number_open') ? new LostRace(error) : error;
  }
}

const changes = changesOf(TicketRow, 6);
const save = `WITH saved AS (
    UPDATE ticket SET ${changes.set} WHERE id = $1 AND version = $2 RETURNING *),
  noted AS (${notePeriod('saved', { actor: '$3', action: '$4', reason: '$5' })})
  SELECT version FROM saved`;

/**
 * Writes what was decided, with its period and its event. False where somebody else has changed the ticket since it
 * was read: then nothing is written, and the decision must be made anew.
 */
export async function record(
  tx: Tx,
  before: TicketRow,
  { ticket, action, reason, event, said }: Decision,
  actor: string,
): Promise<boolean> {
  const saved = await choosingAnew(
    rows(tx, {
      name: 'ticket-save',
      text: save,
      values: [ticket.id, before.version, actor, action, reason, ...changes.valuesOf(ticket)],
    }),
  );
  if (saved.length === 0) return false;
  await emit(tx, ticketEvent(event, ticket, said));
  return true;
}
