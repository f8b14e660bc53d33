import type { Office } from '@kezek/contracts';
import { addDays, latest } from '@kezek/platform';
import { beginningOf, dayOf, opensOn, servesSince } from '../offices/opening.rules';
import type { Command } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';

/** Who is left over in an office at a moment: whoever came, or was expected, before these. */
export interface LeftOver {
  readonly today: string;
  readonly began: Date;
  /** Null: nobody. */
  readonly waitingBefore: Date | null;
  readonly parkedBefore: Date;
  /** From then on nobody is received any more; null where the office stays. */
  readonly closesOn: string | null;
  readonly closesAt: Date | null;
}

/**
 * An office that closes serves nobody from yesterday; one that doesn't keeps its queue over the night, but those who
 * were put aside not for two. Who did not come on the day of an appointment, or of a return, comes no more.
 */
export function leftOverIn(office: Office, now: Date): LeftOver {
  const today = dayOf(office, now);
  const since = servesSince(office, now);
  const yesterday = beginningOf(office, addDays(today, -1));
  const closesOn = office.closure?.from ?? null;
  return {
    today,
    began: beginningOf(office, today),
    waitingBefore: since ?? null,
    closesOn,
    parkedBefore: since ? latest(since, yesterday) : yesterday,
    closesAt: closesOn === null ? null : beginningOf(office, closesOn),
  };
}

/** What becomes of somebody who is left over: nobody has stayed away from an office that did not open. */
export function endingOf(office: Office, ticket: TicketRow): Command {
  if (ticket.state === 'waiting' || ticket.state === 'parked') return { action: 'close-day' };
  const day = ticket.returnOn ?? dayOf(office, ticket.appointmentAt ?? ticket.basisAt);
  if (office.closure && day >= office.closure.from)
    return { action: 'close-office', reason: 'office-closed' };
  return { action: opensOn(office, day, beginningOf(office, day), false) ? 'expire' : 'close-day' };
}
