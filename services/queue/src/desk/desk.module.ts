import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module';
import { CountersModule } from '../counters/counters.module';
import { OfficesModule } from '../offices/offices.module';
import { PersonsModule } from '../persons/persons.module';
import { WaitingModule } from '../waiting/waiting.module';
import { CallingController } from './calling.controller';
import { CallingService } from './calling.service';
import { CommandsController } from './commands.controller';
import { CommandsService } from './commands.service';
import { ReopeningService } from './reopening.service';
import { StepsController } from './steps.controller';
import { StepsService } from './steps.service';

@Module({
  imports: [OfficesModule, PersonsModule, WaitingModule, ChangesModule, CountersModule],
  controllers: [CallingController, CommandsController, StepsController],
  providers: [CallingService, CommandsService, StepsService, ReopeningService],
})
export class DeskModule {}
