import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module';
import { ContactsModule } from '../contacts/contacts.module';
import { CountersModule } from '../counters/counters.module';
import { NumberBlocksModule } from '../number-blocks/number-blocks.module';
import { OfficesModule } from '../offices/offices.module';
import { StatisticsModule } from '../statistics/statistics.module';
import { WaitingModule } from '../waiting/waiting.module';
import { DayEndController } from './day-end.controller';
import { DayEndService } from './day-end.service';
import { HousekeepingService } from './housekeeping.service';
import { SweeperService } from './sweeper.service';
import { TimersService } from './timers.service';

@Module({
  imports: [
    OfficesModule,
    ContactsModule,
    WaitingModule,
    ChangesModule,
    CountersModule,
    NumberBlocksModule,
    StatisticsModule,
  ],
  controllers: [DayEndController],
  providers: [TimersService, DayEndService, HousekeepingService, SweeperService],
})
export class DayModule {}
