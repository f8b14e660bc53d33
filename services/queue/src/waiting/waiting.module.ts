import { Module } from '@nestjs/common';
import { OfficesModule } from '../offices/offices.module';
import { NearService } from './near.service';
import { TicketViews } from './ticket-view.query';

@Module({
  imports: [OfficesModule],
  providers: [TicketViews, NearService],
  exports: [TicketViews, NearService],
})
export class WaitingModule {}
