import type { Office } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { dayOf } from './opening.rules';

/** Whether the office has ended the business day of that moment before its hours did. */
export async function hasEndedDay(manager: EntityManager, office: Office, at: Date): Promise<boolean> {
  const found = await read(manager, {
    name: 'office-day-end',
    text: 'SELECT FROM office_day_end WHERE office = $1 AND business_day = $2',
    values: [office.code, dayOf(office, at)],
  });
  return found.length > 0;
}
