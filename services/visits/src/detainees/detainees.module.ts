import { Module } from '@nestjs/common';
import { CustodyGaps } from './custody-gaps.service';
import { CustodyService } from './custody.service';
import { DetaineesController } from './detainees.controller';
import { DetaineesService } from './detainees.service';

@Module({
  controllers: [DetaineesController],
  providers: [CustodyGaps, CustodyService, DetaineesService],
  exports: [CustodyService, DetaineesService],
})
export class DetaineesModule {}
