import { sealingKeyPublished, type EventOf } from '@kezek/contracts';
import type { EventContext } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ContactsService } from './contacts.service';

@Controller()
export class SealingKeyConsumer {
  constructor(private readonly contacts: ContactsService) {}

  @EventPattern<string>(sealingKeyPublished.type)
  learn(@Payload() event: EventOf<typeof sealingKeyPublished>, @Ctx() { tx }: EventContext): Promise<void> {
    return this.contacts.learnKey(tx, event);
  }
}
