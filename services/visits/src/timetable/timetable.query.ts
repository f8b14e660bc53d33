import { columnsOf, insertNew, read, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import type { Excluded, Dated } from './dated.rules';
import { PoolRow, SessionRow } from './session.row';
import { TemplateRow } from './template.row';

const template = columnsOf(TemplateRow, 't');

export const templatesOf = (manager: EntityManager, facility: string): Promise<TemplateRow[]> =>
  read(manager, {
    name: 'templates-of',
    text: `SELECT ${template} FROM session_template t WHERE t.facility = $1 ORDER BY t.code`,
    values: [facility],
  });

export const excludedOf = (manager: EntityManager, facility: string): Promise<Excluded[]> =>
  read(manager, {
    name: 'excluded-dates-of',
    text: `SELECT e.date, e.template FROM excluded_date e WHERE e.facility = $1`,
    values: [facility],
  });

/** Of whose session an id is. */
export async function facilityOfKey(manager: EntityManager, key: string): Promise<string | undefined> {
  const [found] = await read<{ facility: string }>(manager, {
    name: 'template-facility',
    text: 'SELECT facility FROM session_template WHERE key = $1',
    values: [key],
  });
  return found?.facility;
}

/** Writes a session down with its places, where nobody has; whoever does it at the same moment writes the same. */
export async function writeSession(tx: Tx, facility: string, session: Dated): Promise<void> {
  const { id, template: code, date, startsAt, endsAt, definition } = session;
  const { room, kind, pools } = definition;
  const row = { id, facility, template: code, date, startsAt, endsAt, room, kind };
  if ((await insertNew(tx, SessionRow, row)) === undefined) return;
  for (const pool of pools) await insertNew(tx, PoolRow, { session: id, ...pool });
}

/** What is free of each pool; a hold whose time has run out has its place no more. */
export interface Free {
  readonly session: string;
  readonly kind: PoolRow['kind'];
  readonly parties: number;
  readonly persons: number;
}

/** Of the sessions that have been written down; the others are as free as their templates say. */
export const freePlaces = (manager: EntityManager, sessions: readonly string[], now: Date): Promise<Free[]> =>
  read(manager, {
    name: 'places-free',
    text: `SELECT p.session, p.kind,
        greatest(0, p.parties - p.parties_taken + coalesce(gone.parties, 0))::integer AS parties,
        greatest(0, p.persons - p.persons_taken + coalesce(gone.persons, 0))::integer AS persons
      FROM pool p LEFT JOIN LATERAL (
        SELECT count(*) AS parties, sum(cardinality(h.members)) AS persons FROM hold h
        WHERE h.session = p.session AND h.pool = p.kind AND h.state = 'active' AND h.expires_at <= $2) gone ON true
      WHERE p.session = ANY ($1::uuid[])`,
    values: [sessions, now],
  });
