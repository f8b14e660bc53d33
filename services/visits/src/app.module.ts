import { DatabaseModule } from '@kezek/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CustodyModule } from './custody/custody.module';
import { DetaineesModule } from './detainees/detainees.module';
import { FacilitiesModule } from './facilities/facilities.module';

/** What the service is given from outside. */
export interface Surroundings {
  readonly dataSource: () => Promise<DataSource>;
}

/** Everything that answers; what goes on by itself is started by `main.ts`. */
@Module({})
export class AppModule {
  static with(surroundings: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with(surroundings.dataSource),
        FacilitiesModule,
        DetaineesModule,
        CustodyModule,
      ],
    };
  }
}
