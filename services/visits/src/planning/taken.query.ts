import type { PoolKind } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import type { Taken } from '../timetable/capacity.rules';

/** What others have of a template's pools, by `date pool`; a hold whose time has run out has nothing. */
export async function takenOf(
  manager: EntityManager,
  facility: string,
  template: string,
  now: Date,
): Promise<Map<string, Taken>> {
  const found = await read<Taken & { readonly date: string; readonly kind: PoolKind }>(manager, {
    text: `SELECT s.date, p.kind, (p.parties_taken - gone.parties)::integer AS parties,
        (p.persons_taken - gone.persons)::integer AS persons
      FROM session s JOIN pool p ON p.session = s.id, LATERAL (
        SELECT count(*) AS parties, coalesce(sum(cardinality(h.members)), 0) AS persons FROM hold h
        WHERE h.session = p.session AND h.pool = p.kind AND h.state = 'active' AND h.expires_at <= $3) gone
      WHERE s.facility = $1 AND s.template = $2`,
    values: [facility, template, now],
  });
  return new Map(found.map(({ date, kind, ...taken }) => [`${date} ${kind}`, taken]));
}
