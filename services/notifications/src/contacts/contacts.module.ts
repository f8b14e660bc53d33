import { Module } from '@nestjs/common';
import { type Settings, settings } from '../config';
import { NotificationsModule } from '../notifications/notifications.module';
import { ContactsConsumer } from './contacts.consumer';
import { Contacts } from './contacts.service';
import { SealingKeys } from './sealing-keys.service';
import { Vault } from './vault.service';

const vault = {
  provide: Vault,
  inject: [settings],
  useFactory: ({ CONTACT_KEY }: Settings) => new Vault(CONTACT_KEY),
};

@Module({
  imports: [NotificationsModule],
  controllers: [ContactsConsumer],
  providers: [vault, Contacts, SealingKeys],
  exports: [Vault, Contacts, SealingKeys],
})
export class ContactsModule {}
