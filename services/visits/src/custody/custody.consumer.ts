import {
  detaineeOutToCourt,
  detaineeReceived,
  detaineeReleased,
  detaineeRestrictionLifted,
  detaineeRestrictionSet,
  detaineeReturned,
  detaineeTransferred,
  type CustodyData,
  type EventEnvelope,
  type EventOf,
} from '@kezek/contracts';
import { OnEvent, Work, type EventContext } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { CustodyService } from '../detainees/custody.service';
import { ReviewingService } from '../review/reviewing.service';

/** Stands above everything that a detainee's move touches. */
@Controller()
export class CustodyConsumer {
  constructor(
    private readonly work: Work,
    private readonly custody: CustodyService,
    private readonly reviewing: ReviewingService,
  ) {}

  @OnEvent(detaineeReceived)
  received(event: EventOf<typeof detaineeReceived>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  @OnEvent(detaineeTransferred)
  transferred(event: EventOf<typeof detaineeTransferred>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  @OnEvent(detaineeReleased)
  released(event: EventOf<typeof detaineeReleased>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  @OnEvent(detaineeOutToCourt)
  outToCourt(event: EventOf<typeof detaineeOutToCourt>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  @OnEvent(detaineeReturned)
  returned(event: EventOf<typeof detaineeReturned>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  @OnEvent(detaineeRestrictionSet)
  restrictionSet(event: EventOf<typeof detaineeRestrictionSet>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  @OnEvent(detaineeRestrictionLifted)
  restrictionLifted(event: EventOf<typeof detaineeRestrictionLifted>, { tx }: EventContext): Promise<void> {
    return this.#learn(tx, event);
  }

  async #learn(tx: EventContext['tx'], event: EventEnvelope<CustodyData>): Promise<void> {
    const { detainee } = event.data;
    const now = this.work.now();
    await this.reviewing.prepare(tx, detainee, now);
    await this.custody.learn(tx, event);
    await this.reviewing.review(tx, detainee, now);
  }
}
