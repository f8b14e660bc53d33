import { type EventOf, officeDefined } from '@kezek/contracts';
import type { EventContext } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Offices } from './offices.service';

@Controller()
export class OfficesConsumer {
  constructor(private readonly offices: Offices) {}

  @EventPattern<string>(officeDefined.type)
  async defined(@Payload() event: EventOf<typeof officeDefined>, @Ctx() { tx }: EventContext): Promise<void> {
    await this.offices.define(tx, event.data);
  }
}
