import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { OfficesModule } from '../offices/offices.module';
import { WaitingModule } from '../waiting/waiting.module';
import { DecidingService } from './deciding.service';
import { WritingService } from './writing.service';

@Module({
  imports: [OfficesModule, ContactsModule, WaitingModule],
  providers: [DecidingService, WritingService],
  exports: [DecidingService, WritingService],
})
export class ChangesModule {}
