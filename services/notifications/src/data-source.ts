import { createDataSource, defineSchema } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import type { Settings } from './config';
import { Notifications1772323200000 } from './migrations/1772323200000-notifications';

export const schema = defineSchema({
  service: 'notifications',
  migrations: [Notifications1772323200000],
  insertOnly: ['template'],
});

/** The pool as the service's role. */
export const openDatabase = (config: Pick<Settings, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>): DataSource =>
  createDataSource({
    url: config.DATABASE_URL,
    schema,
    applicationName: 'kezek-notifications',
    poolSize: config.DATABASE_POOL_SIZE,
  });
