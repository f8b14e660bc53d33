import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { TemplatesModule } from '../templates/templates.module';
import { Requests } from './requests.service';

@Module({
  imports: [TemplatesModule, NotificationsModule, ContactsModule],
  providers: [Requests],
  exports: [Requests],
})
export class RequestsModule {}
