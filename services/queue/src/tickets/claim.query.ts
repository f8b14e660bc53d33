import type { OfficeRules } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import { notePeriod } from './save.query';
import { ticketColumns, type TicketRow } from './ticket.row';

export interface ClaimRequest {
  readonly office: string;
  readonly counter: string;
  readonly now: Date;
  /** The services that the counter can serve. */
  readonly services: readonly string[];
  readonly actor: string;
  readonly rules: OfficeRules;
}

/** The order of `next.rules.ts`: first whose time has come, then appointments that may be called early. */
const order = 'ORDER BY due_at, issue_order';
const phases = {
  due: 'AND basis_at <= $2',
  early: `AND basis_at > $2 AND channel <> 'web'`,
} as const;
type Phase = keyof typeof phases;

const waitingFor = `FROM ticket WHERE office = $1 AND state = 'waiting' AND service = ANY ($3)`;

// A counter that has a visitor claims nobody: the unique index would refuse it, and waste a transaction.
// The CTE with FOR UPDATE runs once, whatever the planner makes of the join.
export const claimText = (phase: Phase) => `WITH next AS (
    SELECT id ${waitingFor} ${phases[phase]}
      AND NOT EXISTS (SELECT FROM ticket WHERE office = $1 AND counter = $4 AND state IN ('called', 'serving'))
    ${order} LIMIT 1 FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE ticket t SET state = 'called', version = t.version + 1, counter = $4, calls = 1,
      changed_at = greatest($2, t.changed_at), called_at = greatest($2, t.changed_at),
      first_called_at = coalesce(t.first_called_at, greatest($2, t.changed_at)),
      timer_at = greatest($2, t.changed_at) + make_interval(secs => $6),
      call_expires_at = greatest($2, t.changed_at) + make_interval(secs => $6 + $7)
    FROM next WHERE t.id = next.id RETURNING t.*),
  noted AS (${notePeriod('claimed', '$5')})
  SELECT ${ticketColumns} FROM claimed t`;

/** Claims who is next for a counter; the caller holds the counter's session locked. */
export async function claimNext(tx: Tx, request: ClaimRequest): Promise<TicketRow | undefined> {
  const { office, now, services, counter, actor, rules } = request;
  const { recallAfterSeconds, noShowAfterSeconds } = rules;
  const values = [office, now, services, counter, actor, recallAfterSeconds, noShowAfterSeconds];
  for (const phase of ['due', 'early'] as const) {
    const [ticket] = await rows<TicketRow & Record<string, unknown>>(tx, {
      name: `ticket-claim-${phase}`,
      text: claimText(phase),
      values,
    });
    if (ticket) return ticket;
  }
  return undefined;
}

type Asked = Pick<ClaimRequest, 'office' | 'now' | 'services'>;

/** The id of who would be called, without calling. */
export async function peekNext(tx: Tx, { office, now, services }: Asked): Promise<string | undefined> {
  for (const phase of ['due', 'early'] as const) {
    const [head] = await rows<{ id: string }>(tx, {
      text: `SELECT id ${waitingFor} ${phases[phase]} ${order} LIMIT 1`,
      values: [office, now, services],
    });
    if (head) return head.id;
  }
  return undefined;
}

/** The ticket that is called to a counter or served at it. */
export async function atCounter(tx: Tx, office: string, counter: string): Promise<TicketRow | undefined> {
  const [ticket] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'ticket-at-counter',
    text: `SELECT ${ticketColumns} FROM ticket t
      WHERE t.office = $1 AND t.counter = $2 AND t.state IN ('called', 'serving')`,
    values: [office, counter],
  });
  return ticket;
}
