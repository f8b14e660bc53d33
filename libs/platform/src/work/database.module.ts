import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Lifecycle } from '../lifecycle';
import { Work } from './work.service';

/** The database of a service with one: its pool, closed last on a stop, and the use cases that run on it. */
@Module({})
export class DatabaseModule {
  /** @param open gives the connected pool */
  static with(open: () => Promise<DataSource>): DynamicModule {
    const pool = {
      provide: DataSource,
      inject: [Lifecycle],
      useFactory: async (lifecycle: Lifecycle) => {
        const opened = await open();
        lifecycle.onStop('pools', 'PostgreSQL', () => opened.destroy());
        return opened;
      },
    };
    return { module: DatabaseModule, global: true, providers: [pool, Work], exports: [DataSource, Work] };
  }
}
