import { Module } from '@nestjs/common';
import { AppointmentsModule } from '../appointments/appointments.module';
import { ChangesModule } from '../changes/changes.module';
import { OfficesModule } from '../offices/offices.module';
import { PersonsModule } from '../persons/persons.module';
import { TrackingModule } from '../tracking/tracking.module';
import { IssueService } from './issue.service';
import { IssuingController } from './issuing.controller';
import { LeavingService } from './leaving.service';

@Module({
  imports: [OfficesModule, PersonsModule, ChangesModule, AppointmentsModule, TrackingModule],
  controllers: [IssuingController],
  providers: [IssueService, LeavingService],
})
export class IssuingModule {}
