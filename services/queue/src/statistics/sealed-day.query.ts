import { columnsOf, insertNew, read, rows, type Tx } from '@kezek/platform';
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { stored, type DayCells, type Dimension, type StoredCell } from './cells.rules';
import { DayStatisticsRow } from './day-statistics.row';

const told = ['sealedAt', 'digest', 'lastWritten'] as const;

export interface SealedDay extends Pick<DayStatisticsRow, (typeof told)[number]> {
  readonly day: string;
  /** Of the day's last period: beyond `lastWritten` where something came late. */
  readonly newest: number;
  readonly service: StoredCell[];
  /** By the other side that was asked for. */
  readonly other: StoredCell[] | null;
}

/** The sealed ones of the days, with what is needed to add them up. */
export const sealedDays = (
  manager: EntityManager,
  office: string,
  days: readonly string[],
  other: Exclude<Dimension, 'service'> | undefined,
): Promise<SealedDay[]> =>
  read<SealedDay>(manager, {
    text: `SELECT ${columnsOf(DayStatisticsRow, 's', told)}, s.business_day AS day,
        (SELECT max(p.written) FROM period p WHERE p.office = s.office AND p.business_day = s.business_day) AS newest,
        s.by_service AS service, ${other === undefined ? 'NULL::jsonb' : `s.by_${other}`} AS other
      FROM day_statistics s WHERE s.office = $1 AND s.business_day = ANY ($2::date[])`,
    values: [office, days],
  });

/** The days before `today` that are not sealed yet and on which anything happened, the oldest first. */
export async function unsealedDays(
  manager: EntityManager,
  office: string,
  today: string,
  atMost: number,
): Promise<string[]> {
  const found = await read<{ day: string }>(manager, {
    name: 'statistics-unsealed',
    // From day to day through the index: the days are few, their periods many. However many years there are, it is a
    // month: what comes later still of a day on which nothing had happened is counted whenever it is asked for.
    text: `WITH RECURSIVE busy AS (
        SELECT (SELECT min(p.business_day) FROM period p WHERE p.office = $1 AND p.business_day >= coalesce(
          (SELECT max(s.business_day) FROM day_statistics s WHERE s.office = $1) - 31, '-infinity')) AS day
        UNION ALL SELECT (SELECT min(p.business_day) FROM period p WHERE p.office = $1 AND p.business_day > busy.day)
        FROM busy WHERE busy.day < $2::date)
      SELECT day FROM busy WHERE day < $2::date
        AND NOT EXISTS (SELECT FROM day_statistics s WHERE s.office = $1 AND s.business_day = busy.day)
      ORDER BY day LIMIT $3`,
    values: [office, today, atMost],
  });
  return found.map(({ day }) => day);
}

/**
 * How many of a day's tickets are open. They, and those that may be opened again, stay locked: what is written of them
 * later is written after the day was read.
 */
export async function lockOpen(tx: Tx, office: string, day: string): Promise<number> {
  const found = await rows<{ open: boolean }>(tx, {
    name: 'statistics-lock-open',
    text: `SELECT outcome IS NULL AS open FROM ticket
      WHERE office = $1 AND business_day = $2 AND (outcome IS NULL OR state = 'no-show' AND reopened_at IS NULL)
      ORDER BY id FOR UPDATE`,
    values: [office, day],
  });
  return found.filter(({ open }) => open).length;
}

export interface Seal {
  readonly office: string;
  readonly day: string;
  readonly at: Date;
  readonly lastWritten: number;
  readonly cells: DayCells;
}

/** Once and for all; who comes second changes nothing. */
export async function insertSeal(tx: Tx, { office, day, at, lastWritten, cells }: Seal): Promise<void> {
  const sides = {
    byService: stored(cells.service),
    byCounter: stored(cells.counter),
    byOperator: stored(cells.operator),
    byHour: stored(cells.hour),
  };
  const digest = createHash('sha256')
    .update(JSON.stringify([office, day, ...Object.values(sides)]))
    .digest('hex');
  await insertNew(tx, DayStatisticsRow, {
    office,
    businessDay: day,
    sealedAt: at,
    lastWritten,
    digest,
    ...sides,
  });
}
