import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/booking.module';
import { FacilitiesModule } from '../facilities/facilities.module';
import { FlagsService } from './flags.service';
import { ReviewController } from './review.controller';

@Module({
  imports: [BookingModule, FacilitiesModule],
  controllers: [ReviewController],
  providers: [FlagsService],
  exports: [FlagsService],
})
export class ReviewModule {}
