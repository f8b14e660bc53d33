import { emit, rows, type Tx } from '@kezek/platform';
import { ticketEvent } from './ticket-event.rules';
import { columnOf, mutable, type TicketRow } from './ticket.row';
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
  `INSERT INTO period (ticket, version, step, state, from_at, actor, counter, office, business_day, service, action,
     reason, outcome, basis_at, target_at)
   SELECT id, version, step, state, changed_at, ${actor}, coalesce(counter, for_counter), office, business_day, service, ${action},
     ${reason}, outcome, basis_at, target_at FROM ${source}`;

const save = `WITH saved AS (
    UPDATE ticket SET ${mutable.map((field, index) => `${columnOf(field)} = $${String(index + 6)}`).join(', ')}
    WHERE id = $1 AND version = $2 RETURNING *),
  noted AS (${notePeriod('saved', { actor: '$3', action: '$4', reason: '$5' })})
  SELECT version FROM saved`;

const stored = (ticket: TicketRow) => (field: (typeof mutable)[number]) =>
  // An array would be taken for one of PostgreSQL's own.
  field === 'endedSteps' ? JSON.stringify(ticket.endedSteps) : ticket[field];

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
  const saved = await rows(tx, {
    name: 'ticket-save',
    text: save,
    values: [ticket.id, before.version, actor, action, reason, ...mutable.map(stored(ticket))],
  });
  if (saved.length === 0) return false;
  await emit(tx, ticketEvent(event, ticket, said));
  return true;
}
