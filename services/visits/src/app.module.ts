import { DatabaseModule, PersonalDataKeys } from '@kezek/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CustodyModule } from './custody/custody.module';
import { DetaineesModule } from './detainees/detainees.module';
import { BookingModule } from './booking/booking.module';
import { FacilitiesModule } from './facilities/facilities.module';
import { PeopleModule } from './people/people.module';
import { PermissionsModule } from './permissions/permissions.module';
import { PlanningModule } from './planning/planning.module';
import { ReviewModule } from './review/review.module';

/** What the service is given from outside. */
export interface Surroundings {
  readonly dataSource: () => Promise<DataSource>;
  readonly personalDataKey: Uint8Array;
  readonly previousPersonalDataKeys?: readonly Uint8Array[];
}

@Module({})
class SurroundingsModule {
  static with({ personalDataKey, previousPersonalDataKeys }: Surroundings): DynamicModule {
    const keys = {
      provide: PersonalDataKeys,
      useValue: new PersonalDataKeys(personalDataKey, previousPersonalDataKeys),
    };
    return { module: SurroundingsModule, global: true, providers: [keys], exports: [keys] };
  }
}

/** Everything that answers; what goes on by itself is started by `main.ts`. */
@Module({})
export class AppModule {
  static with(surroundings: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SurroundingsModule.with(surroundings),
        DatabaseModule.with(surroundings.dataSource),
        FacilitiesModule,
        DetaineesModule,
        PeopleModule,
        PermissionsModule,
        CustodyModule,
        BookingModule,
        ReviewModule,
        PlanningModule,
      ],
    };
  }
}
