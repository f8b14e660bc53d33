import type { Office } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { dayOf } from './opening.rules';

export interface DayEndRow {
  readonly at: Date;
  readonly reason: string;
}

/** How the office has ended its present business day, if it has. */
export async function dayEndOf(
  manager: EntityManager,
  office: Office,
  now: Date,
): Promise<DayEndRow | undefined> {
  const [found] = await read<DayEndRow>(manager, {
    name: 'office-day-end',
    text: 'SELECT at, reason FROM office_day_end WHERE office = $1 AND business_day = $2',
    values: [office.code, dayOf(office, now)],
  });
  return found;
}
