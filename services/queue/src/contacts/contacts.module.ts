import { Module } from '@nestjs/common';
import { ContactsService } from './contacts.service';
import { PersonalDataService } from './personal-data.service';
import { SealingKeyConsumer } from './sealing-key.consumer';
import { TrackingTokens } from './tracking-tokens.service';

@Module({
  controllers: [SealingKeyConsumer],
  providers: [PersonalDataService, TrackingTokens, ContactsService],
  exports: [PersonalDataService, TrackingTokens, ContactsService],
})
export class ContactsModule {}
