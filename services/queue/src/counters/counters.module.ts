import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module';
import { OfficesModule } from '../offices/offices.module';
import { ClosingService } from './closing.service';
import { CountersController } from './counters.controller';
import { SessionsService } from './sessions.service';

@Module({
  imports: [OfficesModule, ChangesModule],
  controllers: [CountersController],
  providers: [SessionsService, ClosingService],
  exports: [SessionsService, ClosingService],
})
export class CountersModule {}
