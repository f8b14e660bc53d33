import { DatabaseModule, PersonalDataKeys } from '@kezek/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AppointmentsModule } from './appointments/appointments.module';
import { AuditModule } from './audit/audit.module';
import { BoardModule } from './board/board.module';
import { CityModule } from './city/city.module';
import { UrbanSpeed } from './city/city.query';
import { usualKmPerHour } from './city/place.rules';
import { ContactsModule } from './contacts/contacts.module';
import { CountersModule } from './counters/counters.module';
import { DayModule } from './day/day.module';
import { DevicesModule } from './devices/devices.module';
import { DeskModule } from './desk/desk.module';
import { IssuingModule } from './issuing/issuing.module';
import { NumberBlocksModule } from './number-blocks/number-blocks.module';
import { OfficesModule } from './offices/offices.module';
import { StatisticsModule } from './statistics/statistics.module';
import { TrackingModule } from './tracking/tracking.module';

/** What the queue is given from outside. */
export interface Surroundings {
  readonly dataSource: () => Promise<DataSource>;
  readonly personalDataKey: Uint8Array;
  readonly previousPersonalDataKeys?: readonly Uint8Array[];
  readonly urbanSpeedKmh?: number;
}

@Module({})
class SurroundingsModule {
  static with(surroundings: Surroundings): DynamicModule {
    const { personalDataKey, previousPersonalDataKeys, urbanSpeedKmh = usualKmPerHour } = surroundings;
    const values = [
      {
        provide: PersonalDataKeys,
        useValue: new PersonalDataKeys(personalDataKey, previousPersonalDataKeys),
      },
      { provide: UrbanSpeed, useValue: new UrbanSpeed(urbanSpeedKmh) },
    ];
    return { module: SurroundingsModule, global: true, providers: values, exports: values };
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
        OfficesModule,
        ContactsModule,
        DevicesModule,
        CountersModule,
        DeskModule,
        AppointmentsModule,
        IssuingModule,
        NumberBlocksModule,
        DayModule,
        TrackingModule,
        BoardModule,
        CityModule,
        StatisticsModule,
        AuditModule,
      ],
    };
  }
}
