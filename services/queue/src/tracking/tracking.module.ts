import { Module } from '@nestjs/common';
import { OfficesModule } from '../offices/offices.module';
import { WaitingModule } from '../waiting/waiting.module';
import { TrackQuery } from './track.query';
import { TrackingController } from './tracking.controller';

@Module({
  imports: [OfficesModule, WaitingModule],
  controllers: [TrackingController],
  providers: [TrackQuery],
  exports: [TrackQuery],
})
export class TrackingModule {}
