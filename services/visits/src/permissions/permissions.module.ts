import { Module } from '@nestjs/common';
import { DetaineesModule } from '../detainees/detainees.module';
import { FacilitiesModule } from '../facilities/facilities.module';
import { PermissionsController } from './permissions.controller';
import { PermissionsService } from './permissions.service';

@Module({
  imports: [FacilitiesModule, DetaineesModule],
  controllers: [PermissionsController],
  providers: [PermissionsService],
})
export class PermissionsModule {}
