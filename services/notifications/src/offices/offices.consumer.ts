import { type EventOf, officeDefined } from '@kezek/contracts';
import { type EventContext, OnEvent } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Offices } from './offices.service';

@Controller()
export class OfficesConsumer {
  constructor(private readonly offices: Offices) {}

  @OnEvent(officeDefined)
  async defined(event: EventOf<typeof officeDefined>, { tx }: EventContext): Promise<void> {
    await this.offices.define(tx, event.data);
  }
}
