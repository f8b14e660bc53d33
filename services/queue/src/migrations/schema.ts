import { defineSchema, SqlMigration } from '@kezek/platform';
import { insertOnly, queueTables } from './0001-queue.sql';
import { workingDay, workingDayInsertOnly } from './0002-working-day.sql';
import { blockInsertOnly, blockTables } from './0003-number-blocks.sql';
import { appointments } from './0004-appointments.sql';
import { statisticsInsertOnly, statisticsTables } from './0005-statistics.sql';
import { unusedIndex } from './0006-unused-index.sql';
import { vacuumByDay } from './0007-vacuum.sql';
import { announcementIndex } from './0008-announcements.sql';
import { forgetting } from './0009-forgetting.sql';

class Queue1772323200001 extends SqlMigration {
  readonly sql = queueTables;
}

class WorkingDay1772323200002 extends SqlMigration {
  readonly sql = workingDay;
}

class NumberBlocks1772323200003 extends SqlMigration {
  readonly sql = blockTables;
}

class Appointments1772323200004 extends SqlMigration {
  readonly sql = appointments;
}

class Statistics1772323200005 extends SqlMigration {
  readonly sql = statisticsTables;
}

class UnusedIndex1772323200006 extends SqlMigration {
  readonly sql = unusedIndex;
}

class VacuumByDay1772323200007 extends SqlMigration {
  readonly sql = vacuumByDay;
}

class Announcements1772323200008 extends SqlMigration {
  readonly sql = announcementIndex;
}

class Forgetting1772323200009 extends SqlMigration {
  readonly sql = forgetting;
}

/** What the queue's database is made of; a released migration is never edited. */
export const queueSchema = defineSchema({
  service: 'queue',
  migrations: [
    Queue1772323200001,
    WorkingDay1772323200002,
    NumberBlocks1772323200003,
    Appointments1772323200004,
    Statistics1772323200005,
    UnusedIndex1772323200006,
    VacuumByDay1772323200007,
    Announcements1772323200008,
    Forgetting1772323200009,
  ],
  insertOnly: [...insertOnly, ...workingDayInsertOnly, ...blockInsertOnly, ...statisticsInsertOnly],
});
