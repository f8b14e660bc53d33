import type { Schema } from '@kezek/platform';
import { insertOnly, queueTables } from './0001-queue.sql';
import { workingDay, workingDayInsertOnly } from './0002-working-day.sql';
import { blockInsertOnly, blockTables } from './0003-number-blocks.sql';
import { appointments } from './0004-appointments.sql';
import { statisticsInsertOnly, statisticsTables } from './0005-statistics.sql';
import { unusedIndex } from './0006-unused-index.sql';
import { vacuumByDay } from './0007-vacuum.sql';
import { announcementIndex } from './0008-announcements.sql';
import { forgetting } from './0009-forgetting.sql';

/** What the queue's database is made of; a released migration is never edited. */
export const queueSchema: Schema = {
  service: 'queue',
  migrations: [
    { name: 'queue-001', sql: queueTables },
    { name: 'queue-002', sql: workingDay },
    { name: 'queue-003', sql: blockTables },
    { name: 'queue-004', sql: appointments },
    { name: 'queue-005', sql: statisticsTables },
    { name: 'queue-006', sql: unusedIndex },
    { name: 'queue-007', sql: vacuumByDay },
    { name: 'queue-008', sql: announcementIndex },
    { name: 'queue-009', sql: forgetting },
  ],
  insertOnly: [...insertOnly, ...workingDayInsertOnly, ...blockInsertOnly, ...statisticsInsertOnly],
};
