import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module';
import { OfficesModule } from '../offices/offices.module';
import { PersonsModule } from '../persons/persons.module';
import { AppointmentsController } from './appointments.controller';
import { AppointmentsService } from './appointments.service';
import { ArrivalsService } from './arrivals.service';
import { BookingsService } from './bookings.service';
import { VisitsConsumer } from './visits.consumer';

@Module({
  imports: [OfficesModule, PersonsModule, ChangesModule],
  controllers: [AppointmentsController, VisitsConsumer],
  providers: [ArrivalsService, AppointmentsService, BookingsService],
  exports: [ArrivalsService],
})
export class AppointmentsModule {}
