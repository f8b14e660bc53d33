import { contactSealed, type EventOf } from '@kezek/contracts';
import type { EventContext } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Contacts } from './contacts.service';
import { SealingKeys } from './sealing-keys.service';

@Controller()
export class ContactsConsumer {
  constructor(
    private readonly keys: SealingKeys,
    private readonly contacts: Contacts,
  ) {}

  /** One that can't be opened is parked, so that it can be tried again when its key is back. */
  @EventPattern<string>(contactSealed.type)
  async sealed(
    @Payload() { data }: EventOf<typeof contactSealed>,
    @Ctx() { tx }: EventContext,
  ): Promise<void> {
    await this.contacts.keep(tx, data.contactRef, await this.keys.open(tx, data.sealed));
  }
}
