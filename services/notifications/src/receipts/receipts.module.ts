import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { Fates } from './fates.service';
import { Receipts } from './receipts.service';

@Module({
  imports: [NotificationsModule, ContactsModule],
  providers: [Fates, Receipts],
  exports: [Fates, Receipts],
})
export class ReceiptsModule {}
