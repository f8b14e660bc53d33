import { Module } from '@nestjs/common';
import { FacilitiesModule } from '../facilities/facilities.module';
import { PeopleModule } from '../people/people.module';
import { TimetableModule } from '../timetable/timetable.module';
import { AskingService } from './asking.service';
import { AvailabilityService } from './availability.service';
import { BookingController } from './booking.controller';
import { ChangingService } from './changing.service';
import { ConfirmService } from './confirm.service';
import { CostsService } from './costs.service';
import { FullService } from './full.service';
import { HoldsService } from './holds.service';
import { KnownService } from './known.service';
import { OverdueService } from './overdue.service';
import { ReschedulingService } from './rescheduling.service';
import { VisitsController } from './visits.controller';
import { VisitsService } from './visits.service';

@Module({
  imports: [FacilitiesModule, PeopleModule, TimetableModule],
  controllers: [BookingController, VisitsController],
  providers: [
    AskingService,
    AvailabilityService,
    ChangingService,
    ConfirmService,
    CostsService,
    FullService,
    HoldsService,
    KnownService,
    OverdueService,
    ReschedulingService,
    VisitsService,
  ],
  exports: [AskingService, AvailabilityService, ChangingService, ReschedulingService],
})
export class BookingModule {}
