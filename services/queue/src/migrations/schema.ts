import type { Schema } from '@kezek/platform';
import { insertOnly, queueTables } from './0001-queue.sql';

/** What the queue's database is made of; a released migration is never edited. */
export const queueSchema: Schema = {
  service: 'queue',
  migrations: [{ name: 'queue-001', sql: queueTables }],
  insertOnly: [...insertOnly],
};
