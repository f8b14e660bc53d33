import type { OfficeRules } from '@kezek/contracts';
import { columnsOf, insertSelect, rows, type Tx } from '@kezek/platform';
import { notePeriod } from '../tickets/save.query';
import { TicketRow } from '../tickets/ticket.row';
import { AtBoundRow, OvertakingRow } from './overtaking.row';

const columns = columnsOf(TicketRow, 't');

export interface ClaimRequest {
  readonly office: string;
  readonly counter: string;
  readonly now: Date;
  /** The services that the counter can give now. */
  readonly services: readonly string[];
  readonly actor: string;
  readonly rules: OfficeRules;
  /** What each service of the office needs; absent where it is nothing. */
  readonly skills: Readonly<Record<string, readonly string[]>>;
}

/** Calls of one office are made one after the other: each sees what the one before it did. */
export async function lockCalls(tx: Tx, office: string): Promise<void> {
  await rows(tx, {
    name: 'calls-lock',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('calls ' || $1, 0))`,
    values: [office],
  });
}

// $1 office, $2 now, $3 services, $4 counter, $5 overtakenAtMost, $6 skills
const candidate = (name: string) =>
  `${name}.office = $1 AND ${name}.state = 'waiting' AND ${name}.service = ANY ($3)
   AND (${name}.for_counter IS NULL OR ${name}.for_counter = $4 OR NOT EXISTS (
     SELECT FROM counter_session s WHERE s.office = $1 AND s.counter = ${name}.for_counter AND s.state <> 'closed'
       AND (s.services IS NULL OR ${name}.service = ANY (s.services))
       AND s.skills @> ARRAY(SELECT jsonb_array_elements_text($6::jsonb -> ${name}.service))))`;
const byDeadline = 'ORDER BY t.due_at, t.issue_order LIMIT 1';
const standsSince = (name: string) => `greatest(${name}.basis_at, ${name}.synced_at)`;
const byArrival = `ORDER BY ${standsSince('t')}, t.issue_order LIMIT 1`;

/** The order of `next.rules.ts`: the head of the first tier that has one; a later tier isn't even looked at then. */
const head = `SELECT coalesce(
    (SELECT t.id FROM ticket t WHERE ${candidate('t')} AND t.emergency ${byDeadline}),
    (SELECT t.id FROM ticket t WHERE $5::integer = 0 AND ${candidate('t')} AND t.basis_at <= $2 ${byArrival}),
    (SELECT t.id FROM at_bound b JOIN ticket t ON t.id = b.ticket
     WHERE b.office = $1 AND ${candidate('t')} AND t.basis_at <= $2 ${byArrival}),
    (SELECT t.id FROM ticket t WHERE ${candidate('t')} AND t.basis_at <= $2 ${byDeadline}),
    (SELECT t.id FROM ticket t WHERE ${candidate('t')} AND t.basis_at > $2 AND t.channel <> 'web' ${byDeadline})
  ) AS id`;

/** Why `c` was called before `w`, who stood there first: `synced` where `c` had come first, and nobody knew. */
const reasonOf = `CASE
    WHEN (c.basis_at, c.issue_order) < (w.basis_at, w.issue_order) THEN 'synced'
    WHEN c.emergency THEN 'emergency'
    WHEN EXISTS (SELECT FROM at_bound b WHERE b.ticket = c.id) THEN 'overtaken-too-often'
    WHEN c.priority IS NOT NULL THEN 'priority:' || c.priority
    ELSE 'earlier-deadline' END`;

/** Notes who was passed over by `called`, and who must not be passed over again, until the visit ends. */
const noteOvertaken = (called: string, actor: string, reason: string) => `overtaken AS (
    ${insertSelect(OvertakingRow, {
      ticket: 'w.id',
      byTicket: 'c.id',
      office: '$1',
      at: 'c.called_at',
      counter: 'c.counter',
      actor,
      reason,
    })}
    FROM ${called} c JOIN ticket w ON ${candidate('w')}
    WHERE w.id <> c.id AND w.basis_at <= least(${standsSince('c')}, $2)
      AND (${standsSince('w')}, w.issue_order) < (${standsSince('c')}, c.issue_order)
    -- Called, put back and called again at one moment, where a clock stands or was set back: that is one overtaking.
    ON CONFLICT DO NOTHING RETURNING ticket),
  bound AS (
    ${insertSelect(AtBoundRow, { ticket: 'v.ticket', office: '$1' })} FROM overtaken v
    WHERE (SELECT count(*) FROM overtaking p WHERE p.ticket = v.ticket) + 1 >= $5::integer ON CONFLICT DO NOTHING)`;

// A counter that has a visitor claims nobody: the unique index would refuse it, and waste a transaction.
// A head that somebody else is changing is waited for: nobody is passed over because of a lock.
export const claimText = `WITH head AS MATERIALIZED (${head}),
  next AS (
    SELECT t.id FROM ticket t JOIN head USING (id) WHERE t.state = 'waiting'
      AND NOT EXISTS (SELECT FROM ticket WHERE office = $1 AND counter = $4 AND state IN ('called', 'serving'))
    FOR UPDATE OF t),
  claimed AS (
    UPDATE ticket t SET state = 'called', version = t.version + 1, counter = $4, calls = 1,
      changed_at = greatest($2, t.changed_at), called_at = greatest($2, t.changed_at),
      first_called_at = coalesce(t.first_called_at, greatest($2, t.changed_at)),
      timer_at = greatest($2, t.changed_at) + make_interval(secs => $8),
      call_expires_at = greatest($2, t.changed_at) + make_interval(secs => $8 + $9)
    FROM next WHERE t.id = next.id RETURNING t.*),
  noted AS (${notePeriod('claimed', { actor: '$7', action: `'call'` })}),
  ${noteOvertaken('claimed', '$7', reasonOf)}
  SELECT ${columns} FROM claimed t`;

const attemptsAtMost = 20;

/** Claims who is next for a counter; the caller holds the counter's session and the office's calls locked. */
export async function claimNext(tx: Tx, request: ClaimRequest): Promise<TicketRow | undefined> {
  const { office, counter, actor } = request;
  const { recallAfterSeconds, noShowAfterSeconds } = request.rules;
  for (let attempt = 1; attempt <= attemptsAtMost; attempt += 1) {
    const [ticket] = await rows<TicketRow>(tx, {
      name: 'ticket-claim',
      text: claimText,
      values: [...valuesOf(request), actor, recallAfterSeconds, noShowAfterSeconds],
    });
    if (ticket) return ticket;
    // Nobody, or the counter has a visitor, or the head was cancelled while the claim waited for it.
    if ((await peekNext(tx, request)) === undefined || (await atCounter(tx, office, counter)))
      return undefined;
  }
  return undefined;
}

type Asked = Omit<ClaimRequest, 'actor'>;

const valuesOf = ({ office, now, services, counter, rules, skills }: Asked) => [
  office,
  now,
  services,
  counter,
  rules.overtakenAtMost,
  JSON.stringify(skills),
];

/** The id of who would be called, without calling. */
export async function peekNext(tx: Tx, asked: Asked): Promise<string | undefined> {
  const [found] = await rows<{ id: string | null }>(tx, {
    name: 'ticket-peek',
    text: head,
    values: valuesOf(asked),
  });
  return found?.id ?? undefined;
}

/** Notes whom a ticket that was called by name has passed over. */
export async function noteOvertakenBy(
  tx: Tx,
  ticket: TicketRow,
  asked: Asked,
  by: { readonly actor: string; readonly override: string | undefined },
): Promise<void> {
  await rows(tx, {
    text: `WITH called AS (SELECT * FROM ticket WHERE id = $7),
      ${noteOvertaken('called', '$8', `coalesce($9, ${reasonOf})`)}
      SELECT FROM called`,
    values: [...valuesOf(asked), ticket.id, by.actor, by.override],
  });
}

/** Who lost the place has the new one, however often overtaken in the old one. */
export async function unbind(tx: Tx, ticket: TicketRow): Promise<void> {
  await tx.delete(AtBoundRow, { ticket: ticket.id });
}

/** The ticket that is called to a counter or served at it. */
export async function atCounter(tx: Tx, office: string, counter: string): Promise<TicketRow | undefined> {
  const [ticket] = await rows<TicketRow>(tx, {
    name: 'ticket-at-counter',
    text: `SELECT ${columns} FROM ticket t
      WHERE t.office = $1 AND t.counter = $2 AND t.state IN ('called', 'serving')`,
    values: [office, counter],
  });
  return ticket;
}
