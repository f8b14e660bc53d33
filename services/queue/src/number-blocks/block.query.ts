import type { NumberBlockRange } from '@kezek/contracts';
import { columnsOf, rows, type Tx } from '@kezek/platform';
import { type EntityManager, IsNull } from 'typeorm';
import { BlockRangeRow, BlockRow } from './block.row';
import type { Idle, Series } from './block.rules';

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
  const { id, office, businessDay, ranges, ...row } = block;
  await tx.insert(BlockRow, { id, office, businessDay, ...row });
  const of = { block: id, office, businessDay };
  await tx.insert(
    BlockRangeRow,
    ranges.map(({ prefix, from: first, to: last, services }) => ({ ...of, prefix, first, last, services })),
  );
}

/** Those of a device, office and day that are not settled. */
export const unsettledOf = (
  tx: Tx,
  { office, businessDay, device }: Pick<BlockRow, 'office' | 'businessDay' | 'device'>,
): Promise<number> => tx.countBy(BlockRow, { office, businessDay, device, settledAt: IsNull() });

/**
 * Of each series the numbers that a device has taken on a day, but for those that are tickets whose time is borne out:
 * who makes tickets up may not burn numbers with them.
 */
export const idleOf = (
  tx: Tx,
  { office, businessDay, device }: Pick<BlockRow, 'office' | 'businessDay' | 'device'>,
): Promise<Idle[]> =>
  rows<Idle>(tx, {
    name: 'block-idle',
    text: `SELECT r.prefix, sum(r.last - r.first + 1 - (
          SELECT count(*) FROM number_block_ticket u WHERE u.block = r.block AND u.prefix = r.prefix
            AND NOT u.flags && ARRAY['time-unproven', 'too-many-in-a-minute']))::integer AS count
      FROM number_block b JOIN number_block_range r ON r.block = b.id
      WHERE b.office = $1 AND b.business_day = $2 AND b.device = $3 GROUP BY r.prefix`,
    values: [office, businessDay, device],
  });

/** Whoever works on a block waits here for whoever already does. */
export const lockBlock = (tx: Tx, office: string, id: string): Promise<BlockRow | null> =>
  tx.findOne(BlockRow, { where: { office, id }, lock: { mode: 'pessimistic_write' } });

/** Blocks that ended before an instant and were never settled; those that somebody works on are passed over. */
export function lockOverdue(tx: Tx, before: Date, limit: number): Promise<BlockRow[]> {
  return rows<BlockRow>(tx, {
    text: `SELECT ${columnsOf(BlockRow, 'l')} FROM number_block l WHERE l.settled_at IS NULL AND l.expires_at < $1
      ORDER BY l.expires_at LIMIT $2 FOR UPDATE OF l SKIP LOCKED`,
    values: [before, limit],
  });
}

export const blockBy = (manager: EntityManager, office: string, id: string): Promise<BlockRow | null> =>
  manager.findOneBy(BlockRow, { office, id });

export const blocksOf = (manager: EntityManager, office: string, businessDay: string): Promise<BlockRow[]> =>
  manager.find(BlockRow, { where: { office, businessDay }, order: { issuedAt: 'ASC', id: 'ASC' } });
