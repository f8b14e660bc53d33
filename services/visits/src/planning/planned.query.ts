import type { Pool, ReviewFlagReason } from '@kezek/contracts';
import { columnsOf, insertNew, read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import type { Coming } from '../timetable/change.rules';
import type { Dated } from '../timetable/dated.rules';
import { PoolRow, SessionRow } from '../timetable/session.row';

/** Visits of a facility's templates, or of one, that are still to come. */
export const comingVisits = (
  manager: EntityManager,
  { facility, template, from, to }: { facility: string; template?: string; from: string; to?: string },
): Promise<Coming[]> =>
  read(manager, {
    name: 'visits-coming',
    text: `SELECT v.ref AS visit, v.date, v.pool, v.persons, v.booked_at AS "bookedAt"
      FROM visit v JOIN session s ON s.id = v.session
      WHERE v.facility = $1 AND ($2::text IS NULL OR s.template = $2) AND v.state IN ('requested', 'booked')
        AND v.date >= $3 AND ($4::date IS NULL OR v.date <= $4)
      ORDER BY v.booked_at, v.ref`,
    values: [facility, template, from, to],
  });

/** What a visit is flagged for whose session does not take place: when it does again, neither is so any more. */
export const whySessionIsAway = ['date-excluded', 'session-removed'] as const satisfies ReviewFlagReason[];

/** Those of some visits that have an open flag of a kind. */
export async function flaggedOf(
  manager: EntityManager,
  visits: readonly string[],
  code: ReviewFlagReason,
): Promise<string[]> {
  const found = await read<{ visit: string }>(manager, {
    text: `SELECT visit FROM review_flag WHERE visit = ANY ($1::text[]) AND code = $2 AND resolved_at IS NULL`,
    values: [visits, code],
  });
  return found.map(({ visit }) => visit);
}

/** Sessions of a template that have been written down. */
export const writtenSessions = (
  manager: EntityManager,
  { facility, template, from }: { facility: string; template: string; from: string },
): Promise<SessionRow[]> =>
  read(manager, {
    text: `SELECT ${columnsOf(SessionRow, 's')} FROM session s
      WHERE s.facility = $1 AND s.template = $2 AND s.date >= $3 ORDER BY s.date`,
    values: [facility, template, from],
  });

/** The session as its template says now; the version is that of its next event. */
export async function rewriteSession(
  tx: Tx,
  { id, startsAt, endsAt, definition }: Dated,
  { excluded, version }: Pick<SessionRow, 'excluded' | 'version'>,
): Promise<void> {
  const { room, kind } = definition;
  await tx.update(SessionRow, { id }, { startsAt, endsAt, room, kind, excluded, version });
}

/**
 * Gives a session other places; what is taken beyond them stays, and nobody gets one until enough are given back.
 * @returns whether anything is another
 */
export async function setCapacity(tx: Tx, session: string, pools: readonly Pool[]): Promise<boolean> {
  const had = await tx.findBy(PoolRow, { session });
  const gone = had
    .filter(({ kind }) => !pools.some((pool) => pool.kind === kind))
    .map(({ kind }) => ({ kind, parties: 0, persons: 0 }));
  let changed = false;
  for (const pool of [...pools, ...gone]) {
    const before = had.find(({ kind }) => kind === pool.kind);
    if (before === undefined) await insertNew(tx, PoolRow, { session, ...pool });
    else if (before.parties !== pool.parties || before.persons !== pool.persons)
      await resize(tx, session, pool);
    else continue;
    changed = true;
  }
  return changed;
}

async function resize(tx: Tx, session: string, { kind, parties, persons }: Pool): Promise<void> {
  const resized = await rows(tx, {
    name: 'pool-resize',
    text: `UPDATE pool SET parties = $3, persons = $4,
        parties_over = greatest(0, parties_taken - $3), persons_over = greatest(0, persons_taken - $4)
      WHERE session = $1 AND kind = $2 RETURNING kind`,
    values: [session, kind, parties, persons],
  });
  if (resized.length !== 1) throw new Error('a pool that was read is there');
}
