import { rows, type Tx } from '@kezek/platform';
import { sessionColumns, type SessionRow } from './session.row';

type Found = SessionRow & Record<string, unknown>;

export interface CounterKey {
  readonly office: string;
  readonly counter: string;
}

/** As it is, for who only has to know. */
export async function findSession(tx: Tx, { office, counter }: CounterKey): Promise<SessionRow | undefined> {
  const [session] = await rows<Found>(tx, {
    name: 'session-find',
    text: `SELECT ${sessionColumns} FROM counter_session s WHERE s.office = $1 AND s.counter = $2`,
    values: [office, counter],
  });
  return session;
}

/** Locks the session before any ticket of its counter: always in this order. */
export async function lockSession(tx: Tx, { office, counter }: CounterKey): Promise<SessionRow | undefined> {
  const [session] = await rows<Found>(tx, {
    name: 'session-lock',
    text: `SELECT ${sessionColumns} FROM counter_session s WHERE s.office = $1 AND s.counter = $2 FOR UPDATE`,
    values: [office, counter],
  });
  return session;
}

interface Renewal extends CounterKey {
  readonly operator: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

/** Locks and keeps the session that the operator holds; undefined where it isn't his or its lease has ended. */
export async function renewSession(tx: Tx, renewal: Renewal): Promise<SessionRow | undefined> {
  const { office, counter, operator, now, leaseUntil } = renewal;
  const [session] = await rows<Found>(tx, {
    name: 'session-renew',
    text: `UPDATE counter_session s SET lease_until = greatest(s.lease_until, $5)
      WHERE s.office = $1 AND s.counter = $2 AND s.operator = $3 AND s.state <> 'closed' AND s.lease_until > $4
      RETURNING ${sessionColumns}`,
    values: [office, counter, operator, now, leaseUntil],
  });
  return session;
}

/** Writes a session that `lockSession` or `lockOpening` has locked. */
export async function saveSession(tx: Tx, session: SessionRow): Promise<void> {
  await rows(tx, {
    text: `UPDATE counter_session SET operator = $3, state = $4, reason = $5, services = $6, skills = $7,
      lease_until = $8, version = $9, opened_at = $10 WHERE office = $1 AND counter = $2`,
    values: [
      ...[session.office, session.counter, session.operator, session.state, session.reason],
      ...[session.services, session.skills, session.leaseUntil, session.version, session.openedAt],
    ],
  });
}

/** A counter that is to be opened, and those that its operator leaves for it. */
export interface Opening {
  /** Closed and without a version where it has never been open. */
  readonly here: SessionRow;
  readonly others: readonly SessionRow[];
}

/**
 * Locks a counter, and the others that the operator holds (none, where absent): in one order, so that operators who
 * change places never wait in a circle. One operator's openings wait for each other.
 */
export async function lockOpening(
  tx: Tx,
  { office, counter }: CounterKey,
  { operator, now }: { readonly operator: string | undefined; readonly now: Date },
): Promise<Opening> {
  if (operator !== undefined)
    await rows(tx, {
      text: `SELECT pg_advisory_xact_lock(hashtextextended('operator ' || $1, 0))`,
      values: [operator],
    });
  await rows(tx, {
    text: `INSERT INTO counter_session (office, counter, operator, state, lease_until, version, opened_at)
      VALUES ($1, $2, '', 'closed', $3, 0, $3) ON CONFLICT DO NOTHING`,
    values: [office, counter, now],
  });
  const locked = await rows<Found>(tx, {
    text: `SELECT ${sessionColumns} FROM counter_session s
      WHERE (s.office, s.counter) = ($1, $2) OR s.operator = $3 AND s.state <> 'closed'
      ORDER BY s.office, s.counter FOR UPDATE`,
    values: [office, counter, operator],
  });
  const isHere = (session: SessionRow) => session.office === office && session.counter === counter;
  const here = locked.find(isHere);
  if (here === undefined) throw new Error('a counter that was inserted can be locked');
  return { here, others: locked.filter((session) => !isHere(session)) };
}

/** Sessions whose lease has ended, locked; those that somebody works on are left for the next time. */
export const lockExpired = (tx: Tx, now: Date, atMost: number): Promise<SessionRow[]> =>
  rows<Found>(tx, {
    name: 'session-expired',
    text: `SELECT ${sessionColumns} FROM counter_session s WHERE s.state <> 'closed' AND s.lease_until <= $1
      ORDER BY s.lease_until LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [now, atMost],
  });
