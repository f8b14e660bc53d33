import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/booking.module';
import { ReviewModule } from '../review/review.module';
import { TimetableModule } from '../timetable/timetable.module';
import { ExcludingService } from './excluding.service';
import { MovingService } from './moving.service';
import { PlanningController } from './planning.controller';
import { TemplatesService } from './templates.service';

@Module({
  imports: [BookingModule, ReviewModule, TimetableModule],
  controllers: [PlanningController],
  providers: [ExcludingService, MovingService, TemplatesService],
})
export class PlanningModule {}
