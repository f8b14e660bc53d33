import { columnsOf, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { PeriodRow } from '../tickets/period.row';
import { type Counted, countedFields } from './facts.rules';

/** A row with its place in the order of writing. */
export type Written = Counted & Pick<PeriodRow, 'written'>;

/** Every period of a business day, by ticket and version. */
export const periodsOfDay = (manager: EntityManager, office: string, day: string): Promise<Written[]> =>
  read<Written>(manager, {
    name: 'statistics-periods',
    text: `SELECT ${columnsOf(PeriodRow, 'p', [...countedFields, 'written'])}, p.reason IS NOT NULL AS reasoned
      FROM period p WHERE p.office = $1 AND p.business_day = $2 ORDER BY p.ticket, p.version`,
    values: [office, day],
  });

/** Those of the days on which anything happened. */
export async function busyDays(
  manager: EntityManager,
  office: string,
  days: readonly string[],
): Promise<Set<string>> {
  const found = await read<{ day: string }>(manager, {
    name: 'statistics-busy-days',
    text: `SELECT day FROM unnest($2::date[]) AS d (day)
      WHERE EXISTS (SELECT FROM period p WHERE p.office = $1 AND p.business_day = d.day)`,
    values: [office, days],
  });
  return new Set(found.map(({ day }) => day));
}

/** How many of the days have to be counted from their periods: not sealed, or something came later. */
export async function daysToCount(
  manager: EntityManager,
  office: string,
  days: readonly string[],
): Promise<number> {
  const [found] = await read<{ count: number }>(manager, {
    name: 'statistics-days-to-count',
    text: `SELECT count(*)::integer AS count FROM unnest($2::date[]) AS d (day)
      WHERE EXISTS (SELECT FROM period p WHERE p.office = $1 AND p.business_day = d.day)
        AND NOT EXISTS (SELECT FROM day_statistics s WHERE s.office = $1 AND s.business_day = d.day AND s.last_written >=
          (SELECT max(p.written) FROM period p WHERE p.office = $1 AND p.business_day = d.day))`,
    values: [office, days],
  });
  return found?.count ?? 0;
}

export interface Late {
  readonly at: Date;
  readonly ticket: string;
  readonly what: string;
  /** Of all, not only of those that are listed. */
  readonly total: number;
}

const lateAtMost = 200;

/** What was written of a day after it was sealed. */
export const lateOf = (
  manager: EntityManager,
  office: string,
  day: string,
  lastWritten: number,
): Promise<Late[]> =>
  read<Late>(manager, {
    name: 'statistics-late',
    text: `SELECT from_at AS at, ticket, action AS what, count(*) OVER () AS total FROM period
      WHERE office = $1 AND business_day = $2 AND written > $3
      ORDER BY from_at, ticket, version LIMIT ${String(lateAtMost)}`,
    values: [office, day, lastWritten],
  });
