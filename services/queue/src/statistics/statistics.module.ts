import { Module } from '@nestjs/common';
import { OfficesModule } from '../offices/offices.module';
import { SealingService } from './sealing.service';
import { StatisticsController } from './statistics.controller';
import { StatisticsQuery } from './statistics.query';

@Module({
  imports: [OfficesModule],
  controllers: [StatisticsController],
  providers: [StatisticsQuery, SealingService],
  exports: [SealingService],
})
export class StatisticsModule {}
