import type { LeaseRange } from '@kezek/contracts';
import { read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { leaseColumns, type LeaseRow } from './block.row';
import type { Block } from './block.rules';

type Found = LeaseRow & Record<string, unknown>;

interface Series {
  readonly office: string;
  readonly businessDay: string;
  readonly blocks: readonly Block[];
  readonly count: number;
}

/**
 * Cuts a block off each series, under the lock of its row that issuing takes as well: no number is given twice. The
 * rows are locked in the order of `blocks`, so that nobody waits in a circle.
 */
export async function takeNumbers(
  tx: Tx,
  { office, businessDay, blocks, count }: Series,
): Promise<LeaseRange[]> {
  const taken = await rows<{ prefix: string; last: number }>(tx, {
    name: 'lease-take',
    text: `INSERT INTO number_series AS s (office, prefix, business_day, last)
      SELECT $1, prefix, $2::date, $4::integer FROM unnest($3::text[]) AS prefix
      ON CONFLICT (office, prefix, business_day) DO UPDATE SET last = s.last + excluded.last
      RETURNING prefix, last`,
    values: [office, businessDay, blocks.map(({ prefix }) => prefix), count],
  });
  return blocks.map(({ prefix, services }) => {
    const to = taken.find((series) => series.prefix === prefix)?.last;
    if (to === undefined) throw new Error('a series always has next numbers');
    return { prefix, from: to - count + 1, to, services };
  });
}

export async function insertLease(tx: Tx, lease: LeaseRow): Promise<void> {
  const { id, office, businessDay, device, issuedAt, expiresAt, ranges } = lease;
  await rows(tx, {
    name: 'lease-insert',
    text: `INSERT INTO number_lease (id, office, business_day, device, issued_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [id, office, businessDay, device, issuedAt, expiresAt],
  });
  for (const { prefix, from, to, services } of ranges)
    await rows(tx, {
      name: 'lease-range-insert',
      text: `INSERT INTO lease_range (lease, office, business_day, prefix, first, last, services)
        VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      values: [id, office, businessDay, prefix, from, to, services],
    });
}

/** Those of a device, office and day that are not settled. */
export async function unsettledOf(
  tx: Tx,
  { office, businessDay, device }: Pick<LeaseRow, 'office' | 'businessDay' | 'device'>,
): Promise<number> {
  const [found] = await rows<{ count: number }>(tx, {
    name: 'lease-unsettled',
    text: `SELECT count(*)::integer AS count FROM number_lease
      WHERE office = $1 AND business_day = $2 AND device = $3 AND settled_at IS NULL`,
    values: [office, businessDay, device],
  });
  return found?.count ?? 0;
}

/** Whoever works on a lease waits here for whoever already does. */
export async function lockLease(tx: Tx, office: string, id: string): Promise<LeaseRow | undefined> {
  const [lease] = await rows<Found>(tx, {
    name: 'lease-lock',
    text: `SELECT ${leaseColumns} FROM number_lease l WHERE l.office = $1 AND l.id = $2 FOR UPDATE OF l`,
    values: [office, id],
  });
  return lease;
}

/** Leases that ended before an instant and were never settled; those that somebody works on are passed over. */
export function lockOverdue(tx: Tx, before: Date, limit: number): Promise<LeaseRow[]> {
  return rows<Found>(tx, {
    text: `SELECT ${leaseColumns} FROM number_lease l WHERE l.settled_at IS NULL AND l.expires_at < $1
      ORDER BY l.expires_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [before, limit],
  });
}

export async function leaseBy(
  manager: EntityManager,
  office: string,
  id: string,
): Promise<LeaseRow | undefined> {
  const [lease] = await read<LeaseRow>(manager, {
    text: `SELECT ${leaseColumns} FROM number_lease l WHERE l.office = $1 AND l.id = $2`,
    values: [office, id],
  });
  return lease;
}

export const leasesOf = (manager: EntityManager, office: string, businessDay: string): Promise<LeaseRow[]> =>
  read<LeaseRow>(manager, {
    text: `SELECT ${leaseColumns} FROM number_lease l WHERE l.office = $1 AND l.business_day = $2
      ORDER BY l.issued_at, l.id`,
    values: [office, businessDay],
  });
