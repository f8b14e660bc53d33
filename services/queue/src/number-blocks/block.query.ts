import type { NumberBlockRange, Office } from '@kezek/contracts';
import { columnsOf, rows, type Tx } from '@kezek/platform';
import { type EntityManager, IsNull } from 'typeorm';
import { drawNumbers, isTaken, noShowsSince } from '../changes/number.query';
import { BlockRangeRow, BlockRow } from './block.row';
import { runsOf, type Idle, type Series } from './block.rules';
import { unprovenFlags } from './time.rules';

interface Wish {
  readonly office: Office;
  readonly businessDay: string;
  readonly series: readonly Series[];
  readonly count: number;
  readonly now: Date;
}

const wanted = {
  office: '$1',
  businessDay: '$2::date',
  count: '$4::integer',
  noShowsSince: '$5::timestamptz',
};
const drawn = drawNumbers({
  ...wanted,
  prefix: 'wanted.prefix',
  from: 'FROM unnest($3::text[]) AS wanted (prefix)',
});
const take = `WITH series AS (${drawn})
  SELECT prefix, serial FROM series CROSS JOIN LATERAL generate_series(before + 1, last) AS serial
  WHERE ${isTaken({ ...wanted, prefix: 'prefix', serial: 'serial' })} ORDER BY prefix, serial`;

/**
 * Cuts a block off each series, under the lock of its row that issuing takes as well: no number is given twice. It goes
 * round the numbers that somebody has, so a series may be cut into several ranges. The rows are locked in the order of
 * `series`, so that nobody waits in a circle.
 */
export async function takeNumbers(
  tx: Tx,
  { office, businessDay, series, count, now }: Wish,
): Promise<NumberBlockRange[]> {
  const taken = await rows<{ prefix: string; serial: number }>(tx, {
    name: 'block-take',
    text: take,
    values: [office.code, businessDay, series.map(({ prefix }) => prefix), count, noShowsSince(office, now)],
  });
  return series.flatMap(({ prefix, services }) =>
    runsOf(taken.filter((one) => one.prefix === prefix).map(({ serial }) => serial)).map(
      ({ from, to }): NumberBlockRange => ({ prefix, from, to, services }),
    ),
  );
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
          SELECT count(*) FROM number_block_ticket u WHERE u.block = r.block AND u.prefix = r.prefix AND u.serial BETWEEN r.first AND r.last
            AND NOT u.flags && $4::text[]))::integer AS count
      FROM number_block b JOIN number_block_range r ON r.block = b.id
      WHERE b.office = $1 AND b.business_day = $2 AND b.device = $3 GROUP BY r.prefix`,
    values: [office, businessDay, device, unprovenFlags],
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
