import type { ExcludedDate } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import type { ExcludedDateRow } from '../timetable/excluded-date.row';

/** By date, those of the whole facility first. */
export async function excludedDates(
  manager: EntityManager,
  facility: string,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<ExcludedDate[]> {
  const found = await read<Pick<ExcludedDateRow, 'date' | 'template' | 'reason'>>(manager, {
    text: `SELECT e.date, e.template, e.reason FROM excluded_date e
      WHERE e.facility = $1 AND ($2::date IS NULL OR e.date >= $2) AND ($3::date IS NULL OR e.date <= $3)
      ORDER BY e.date, e.template`,
    values: [facility, from, to],
  });
  return found.map(({ template, ...day }) => ({ ...day, ...(template !== '' && { template }) }));
}
