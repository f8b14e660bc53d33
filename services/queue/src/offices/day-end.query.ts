import type { Office } from '@kezek/contracts';
import type { EntityManager } from 'typeorm';
import { DayEndRow } from './day-end.row';
import { dayOf } from './opening.rules';

/** Whether the office has ended the business day of that moment before its hours did. */
export const hasEndedDay = (manager: EntityManager, office: Office, at: Date): Promise<boolean> =>
  manager.existsBy(DayEndRow, { office: office.code, businessDay: dayOf(office, at) });
