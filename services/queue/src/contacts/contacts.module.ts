import { Module } from '@nestjs/common';
import { ContactsService } from './contacts.service';
import { PersonalDataService } from './personal-data.service';
import { SealingKeyConsumer } from './sealing-key.consumer';

@Module({
  controllers: [SealingKeyConsumer],
  providers: [PersonalDataService, ContactsService],
  exports: [PersonalDataService, ContactsService],
})
export class ContactsModule {}
