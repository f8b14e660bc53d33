import { sealingKeyPublished, type EventOf } from '@kezek/contracts';
import { OnEvent, type EventContext } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { ContactsService } from './contacts.service';

@Controller()
export class SealingKeyConsumer {
  constructor(private readonly contacts: ContactsService) {}

  @OnEvent(sealingKeyPublished)
  learn(event: EventOf<typeof sealingKeyPublished>, { tx }: EventContext): Promise<void> {
    return this.contacts.learnKey(tx, event);
  }
}
