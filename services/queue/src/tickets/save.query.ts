import { emit, rows, type Tx } from '@kezek/platform';
import { ticketEvent } from './ticket-event.rules';
import { columnOf, type TicketRow } from './ticket.row';
import type { Decision } from './ticket.rules';

const mutable = [
  'state',
  'version',
  'step',
  'service',
  'dueAt',
  'counter',
  'calledAt',
  'calls',
  'callExpiresAt',
  'timerAt',
  'firstCalledAt',
  'servingStartedAt',
  'endedAt',
  'outcome',
  'reason',
  'reopenedAt',
  'durationReliable',
  'changedAt',
] as const satisfies readonly (keyof TicketRow)[];

/** A period of what `t` is now, as the last part of a statement that wrote `t`. */
export const notePeriod = (source: string, actor: string) =>
  `INSERT INTO period (ticket, version, step, state, from_at, actor, counter)
   SELECT id, version, step, state, changed_at, ${actor}, counter FROM ${source}`;

const save = `WITH saved AS (
    UPDATE ticket SET ${mutable.map((field, index) => `${columnOf(field)} = $${String(index + 5)}`).join(', ')}
    WHERE id = $1 AND version = $2 RETURNING *),
  noted AS (${notePeriod('saved', '$3')} WHERE $4)
  SELECT version FROM saved`;

/**
 * Writes what was decided, with its period and its event. False where somebody else has changed the ticket since it
 * was read: then nothing is written, and the decision must be made anew.
 */
export async function record(
  tx: Tx,
  before: TicketRow,
  { ticket, period, event, said }: Decision,
  actor: string,
): Promise<boolean> {
  const saved = await rows(tx, {
    name: 'ticket-save',
    text: save,
    values: [ticket.id, before.version, actor, period, ...mutable.map((field) => ticket[field])],
  });
  if (saved.length === 0) return false;
  await emit(tx, ticketEvent(event, ticket, said));
  return true;
}
