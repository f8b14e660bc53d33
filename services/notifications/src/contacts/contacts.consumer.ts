import { contactSealed, type EventOf } from '@kezek/contracts';
import { type EventContext, OnEvent } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Contacts } from './contacts.service';
import { SealingKeys } from './sealing-keys.service';

@Controller()
export class ContactsConsumer {
  constructor(
    private readonly keys: SealingKeys,
    private readonly contacts: Contacts,
  ) {}

  /** One that can't be opened is parked, so that it can be tried again when its key is back. */
  @OnEvent(contactSealed)
  async sealed({ data }: EventOf<typeof contactSealed>, { tx }: EventContext): Promise<void> {
    await this.contacts.keep(tx, data.contactRef, await this.keys.open(tx, data.sealed));
  }
}
