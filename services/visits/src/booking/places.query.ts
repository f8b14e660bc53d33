import type { PoolKind } from '@kezek/contracts';
import { read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';

/** Which places: those of one kind in one session. */
export interface Place {
  readonly session: string;
  readonly pool: PoolKind;
}

/** Whoever changes what is taken of several pools takes them in one order; what nobody has written down is free. */
export async function lockPools(tx: Tx, places: readonly Place[]): Promise<void> {
  await rows(tx, {
    name: 'pools-lock',
    text: `SELECT FROM pool p JOIN unnest($1::uuid[], $2::text[]) AS w (session, kind)
        ON w.session = p.session AND w.kind = p.kind
      ORDER BY p.session, p.kind FOR NO KEY UPDATE OF p`,
    values: [places.map(({ session }) => session), places.map(({ pool }) => pool)],
  });
}

/** A look at who would be refused anyhow: nobody waits for it. Holds whose time has run out count for nothing. */
export async function seemsFull(
  manager: EntityManager,
  { session, pool }: Place,
  persons: number,
  now: Date,
): Promise<boolean> {
  const found = await read(manager, {
    name: 'pool-look',
    text: `SELECT FROM pool p, LATERAL (
          SELECT count(*) AS parties, coalesce(sum(cardinality(h.members)), 0) AS persons FROM hold h
          WHERE h.session = p.session AND h.pool = p.kind AND h.state = 'active' AND h.expires_at <= $4) gone
      WHERE p.session = $1 AND p.kind = $2
        AND (p.parties_taken - gone.parties >= p.parties OR p.persons_taken - gone.persons + $3 > p.persons)`,
    values: [session, pool, persons, now],
  });
  return found.length > 0;
}

/**
 * Takes a place if there is one: of any number who ask for the last one, one gets it. Where there is none, places come
 * back of holds whose time has run out, and it is asked once more.
 */
export async function takePlace(tx: Tx, place: Place, persons: number, now: Date): Promise<boolean> {
  if (await take(tx, place, persons)) return true;
  await lockPools(tx, [place]);
  return (await reclaim(tx, place, now)) && take(tx, place, persons);
}

async function take(tx: Tx, { session, pool }: Place, persons: number): Promise<boolean> {
  const taken = await rows(tx, {
    name: 'place-take',
    text: `UPDATE pool SET parties_taken = parties_taken + 1, persons_taken = persons_taken + $3
      WHERE session = $1 AND kind = $2 AND parties_taken + 1 <= parties AND persons_taken + $3 <= persons
      RETURNING kind`,
    values: [session, pool, persons],
  });
  return taken.length === 1;
}

/** Under the pool's lock: what somebody else gave back meanwhile is not given back twice. */
async function reclaim(tx: Tx, place: Place, now: Date): Promise<boolean> {
  const gone = await rows<{ persons: number }>(tx, {
    name: 'holds-expire',
    text: `UPDATE hold SET state = 'expired', version = version + 1
      WHERE session = $1 AND pool = $2 AND state = 'active' AND expires_at <= $3
      RETURNING cardinality(members) AS persons`,
    values: [place.session, place.pool, now],
  });
  const persons = gone.reduce((sum, one) => sum + one.persons, 0);
  if (gone.length > 0) await givePlaces(tx, place, { parties: gone.length, persons });
  return gone.length > 0;
}

/** Gives places back; what was taken beyond a capacity that has been lowered goes first. */
export async function givePlaces(
  tx: Tx,
  { session, pool }: Place,
  { parties = 1, persons }: { readonly parties?: number; readonly persons: number },
): Promise<void> {
  const given = await rows(tx, {
    name: 'place-give',
    text: `UPDATE pool SET parties_taken = parties_taken - $3, persons_taken = persons_taken - $4,
        parties_over = least(parties_over, greatest(0, parties_taken - $3 - parties)),
        persons_over = least(persons_over, greatest(0, persons_taken - $4 - persons))
      WHERE session = $1 AND kind = $2 RETURNING kind`,
    values: [session, pool, parties, persons],
  });
  if (given.length !== 1) throw new Error('a place that was taken has its pool');
}

/** A party that stays where it is, by so many persons larger, or, below zero, smaller. */
export async function resizePlace(tx: Tx, place: Place, by: number, now: Date): Promise<boolean> {
  if (by < 0) await givePlaces(tx, place, { parties: 0, persons: -by });
  if (by <= 0 || (await enlarge(tx, place, by))) return true;
  await lockPools(tx, [place]);
  return (await reclaim(tx, place, now)) && enlarge(tx, place, by);
}

async function enlarge(tx: Tx, { session, pool }: Place, by: number): Promise<boolean> {
  const taken = await rows(tx, {
    name: 'place-resize',
    text: `UPDATE pool SET persons_taken = persons_taken + $3
      WHERE session = $1 AND kind = $2 AND persons_taken + $3 <= persons RETURNING kind`,
    values: [session, pool, by],
  });
  return taken.length === 1;
}
