import type { NumberBlockRange } from '@kezek/contracts';
import { read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { blockColumns, type BlockRow } from './block.row';
import type { Series } from './block.rules';

type Found = BlockRow & Record<string, unknown>;

interface Wish {
  readonly office: string;
  readonly businessDay: string;
  readonly series: readonly Series[];
  readonly count: number;
}

/**
 * Cuts a block off each series, under the lock of its row that issuing takes as well: no number is given twice. The
 * rows are locked in the order of `series`, so that nobody waits in a circle.
 */
export async function takeNumbers(
  tx: Tx,
  { office, businessDay, series, count }: Wish,
): Promise<NumberBlockRange[]> {
  const taken = await rows<{ prefix: string; last: number }>(tx, {
    name: 'block-take',
    text: `INSERT INTO number_series AS s (office, prefix, business_day, last)
      SELECT $1, prefix, $2::date, $4::integer FROM unnest($3::text[]) AS prefix
      ON CONFLICT (office, prefix, business_day) DO UPDATE SET last = s.last + excluded.last
      RETURNING prefix, last`,
    values: [office, businessDay, series.map(({ prefix }) => prefix), count],
  });
  return series.map(({ prefix, services }) => {
    const to = taken.find((row) => row.prefix === prefix)?.last;
    if (to === undefined) throw new Error('a series always has next numbers');
    return { prefix, from: to - count + 1, to, services };
  });
}

export async function insertBlock(tx: Tx, block: BlockRow): Promise<void> {
  const { id, office, businessDay, device, issuedAt, expiresAt, ranges } = block;
  await rows(tx, {
    name: 'block-insert',
    text: `INSERT INTO number_block (id, office, business_day, device, issued_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [id, office, businessDay, device, issuedAt, expiresAt],
  });
  for (const { prefix, from, to, services } of ranges)
    await rows(tx, {
      name: 'block-range-insert',
      text: `INSERT INTO number_block_range (block, office, business_day, prefix, first, last, services)
        VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      values: [id, office, businessDay, prefix, from, to, services],
    });
}

/** Those of a device, office and day that are not settled. */
export async function unsettledOf(
  tx: Tx,
  { office, businessDay, device }: Pick<BlockRow, 'office' | 'businessDay' | 'device'>,
): Promise<number> {
  const [found] = await rows<{ count: number }>(tx, {
    name: 'block-unsettled',
    text: `SELECT count(*)::integer AS count FROM number_block
      WHERE office = $1 AND business_day = $2 AND device = $3 AND settled_at IS NULL`,
    values: [office, businessDay, device],
  });
  return found?.count ?? 0;
}

/** Whoever works on a block waits here for whoever already does. */
export async function lockBlock(tx: Tx, office: string, id: string): Promise<BlockRow | undefined> {
  const [block] = await rows<Found>(tx, {
    name: 'block-lock',
    text: `SELECT ${blockColumns} FROM number_block l WHERE l.office = $1 AND l.id = $2 FOR UPDATE OF l`,
    values: [office, id],
  });
  return block;
}

/** Blocks that ended before an instant and were never settled; those that somebody works on are passed over. */
export function lockOverdue(tx: Tx, before: Date, limit: number): Promise<BlockRow[]> {
  return rows<Found>(tx, {
    text: `SELECT ${blockColumns} FROM number_block l WHERE l.settled_at IS NULL AND l.expires_at < $1
      ORDER BY l.expires_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [before, limit],
  });
}

export async function blockBy(
  manager: EntityManager,
  office: string,
  id: string,
): Promise<BlockRow | undefined> {
  const [block] = await read<BlockRow>(manager, {
    text: `SELECT ${blockColumns} FROM number_block l WHERE l.office = $1 AND l.id = $2`,
    values: [office, id],
  });
  return block;
}

export const blocksOf = (manager: EntityManager, office: string, businessDay: string): Promise<BlockRow[]> =>
  read<BlockRow>(manager, {
    text: `SELECT ${blockColumns} FROM number_block l WHERE l.office = $1 AND l.business_day = $2
      ORDER BY l.issued_at, l.id`,
    values: [office, businessDay],
  });
