import { Module } from '@nestjs/common';
import { OfficesController } from './offices.controller';
import { OfficesService } from './offices.service';
import { PresenceController } from './presence.controller';
import { PresenceService } from './presence.service';

@Module({
  controllers: [OfficesController, PresenceController],
  providers: [OfficesService, PresenceService],
  exports: [OfficesService],
})
export class OfficesModule {}
