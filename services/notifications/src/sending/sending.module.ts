import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/contacts.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { ProvidersModule } from '../providers/providers.module';
import { ReceiptsModule } from '../receipts/receipts.module';
import { TemplatesModule } from '../templates/templates.module';
import { Cancellations } from './cancellations.service';
import { Claims } from './claims.service';
import { Composer } from './composer.service';
import { Outcomes } from './outcomes.service';
import { Recovery } from './recovery.service';
import { Resolutions } from './resolutions.service';
import { Sender } from './sender.service';

@Module({
  imports: [TemplatesModule, NotificationsModule, ContactsModule, ProvidersModule, ReceiptsModule],
  providers: [Claims, Composer, Outcomes, Sender, Recovery, Cancellations, Resolutions],
})
export class SendingModule {}
