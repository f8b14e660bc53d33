import { createDataSource, type Schema } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import type { Settings } from './config';
import { notificationTables } from './migrations/0001-notifications.sql';
import { contactUse } from './migrations/0002-contact-use.sql';

export const schema: Schema = {
  service: 'notifications',
  migrations: [
    { name: '0001-notifications', sql: notificationTables },
    { name: '0002-contact-use', sql: contactUse },
  ],
  insertOnly: ['template'],
};

/** The pool as the service's role. */
export const openDatabase = (config: Pick<Settings, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>): DataSource =>
  createDataSource({
    url: config.DATABASE_URL,
    applicationName: 'kezek-notifications',
    poolSize: config.DATABASE_POOL_SIZE,
  });
