import { columnsOf, insertNew, rows, type Tx } from '@kezek/platform';
import { Not } from 'typeorm';
import { SessionRow } from './session.row';

export type CounterKey = Pick<SessionRow, 'office' | 'counter'>;

const columns = columnsOf(SessionRow, 's');
const lock = { mode: 'pessimistic_write' } as const;

/** As it is, for who only has to know. */
export const findSession = (tx: Tx, { office, counter }: CounterKey): Promise<SessionRow | null> =>
  tx.findOneBy(SessionRow, { office, counter });

/** Locks the session before any ticket of its counter: always in this order. */
export const lockSession = (tx: Tx, { office, counter }: CounterKey): Promise<SessionRow | null> =>
  tx.findOne(SessionRow, { where: { office, counter }, lock });

interface Renewal extends CounterKey {
  readonly operator: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

/** Locks and keeps the session that the operator holds; undefined where it isn't his or its lease has ended. */
export async function renewSession(tx: Tx, renewal: Renewal): Promise<SessionRow | undefined> {
  const { office, counter, operator, now, leaseUntil } = renewal;
  const [session] = await rows<SessionRow>(tx, {
    name: 'session-renew',
    text: `UPDATE counter_session s SET lease_until = greatest(s.lease_until, $5)
      WHERE s.office = $1 AND s.counter = $2 AND s.operator = $3 AND s.state <> 'closed' AND s.lease_until > $4
      RETURNING ${columns}`,
    values: [office, counter, operator, now, leaseUntil],
  });
  return session;
}

/** Writes a session that `lockSession` or `lockOpening` has locked. */
export async function saveSession(tx: Tx, { office, counter, ...session }: SessionRow): Promise<void> {
  await tx.update(SessionRow, { office, counter }, session);
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
  const never = { operator: '', state: 'closed', version: 0, leaseUntil: now, openedAt: now } as const;
  await insertNew(tx, SessionRow, { office, counter, ...never });
  const locked = await tx.find(SessionRow, {
    where: [
      { office, counter },
      ...(operator === undefined ? [] : [{ operator, state: Not('closed' as const) }]),
    ],
    order: { office: 'ASC', counter: 'ASC' },
    lock,
  });
  const isHere = (session: SessionRow) => session.office === office && session.counter === counter;
  const here = locked.find(isHere);
  if (here === undefined) throw new Error('a counter that was inserted can be locked');
  return { here, others: locked.filter((session) => !isHere(session)) };
}

/** Sessions whose lease has ended, locked; those that somebody works on are left for the next time. */
export const lockExpired = (tx: Tx, now: Date, atMost: number): Promise<SessionRow[]> =>
  rows<SessionRow>(tx, {
    name: 'session-expired',
    text: `SELECT ${columns} FROM counter_session s WHERE s.state <> 'closed' AND s.lease_until <= $1
      ORDER BY s.lease_until LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [now, atMost],
  });
