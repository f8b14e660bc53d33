import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/booking.module';
import { FacilitiesModule } from '../facilities/facilities.module';
import { FlagsService } from './flags.service';
import { ReviewController } from './review.controller';
import { ReviewingService } from './reviewing.service';

@Module({
  imports: [BookingModule, FacilitiesModule],
  controllers: [ReviewController],
  providers: [FlagsService, ReviewingService],
  exports: [FlagsService, ReviewingService],
})
export class ReviewModule {}
