import { createDataSource } from '@kezek/platform';
import type { DataSource } from 'typeorm';

/** The queue's pool, connected; as the service's role. */
export const openDataSource = (url: string, poolSize: number): Promise<DataSource> =>
  createDataSource({ url, poolSize, applicationName: 'queue' }).initialize();
