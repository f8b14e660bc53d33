import { createDataSource } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import { queueSchema } from './migrations/schema';

export { queueSchema as schema };

/** The queue's pool, connected; as the service's role. */
export const openDataSource = (url: string, poolSize: number): Promise<DataSource> =>
  createDataSource({ url, schema: queueSchema, poolSize, applicationName: 'queue' }).initialize();
