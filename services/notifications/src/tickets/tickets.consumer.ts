import {
  type EventEnvelope,
  type EventOf,
  ticketCalled,
  ticketCancelled,
  ticketClosedUnserved,
  ticketIssued,
  ticketRecalled,
  ticketRescheduled,
  ticketReturnLater,
  ticketTurnNear,
} from '@kezek/contracts';
import { type EventContext, OnEvent } from '@kezek/platform';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { settings, type Settings } from '../config';
import {
  neededUntil,
  onlyTakingBack,
  wantedOnCalled,
  wantedOnCancelled,
  wantedOnClosed,
  wantedOnIssued,
  wantedOnReturnLater,
  wantedOnTurnNear,
} from './ticket-messages.rules';
import { type TicketFacts, Tickets } from './tickets.service';

@Controller()
export class TicketsConsumer {
  constructor(
    private readonly tickets: Tickets,
    @Inject(settings) private readonly config: Settings,
  ) {}

  @OnEvent(ticketIssued)
  async issued(event: EventOf<typeof ticketIssued>, context: EventContext): Promise<void> {
    await this.tickets.comesLater(context.tx, event.data, neededUntil(event));
    await this.tickets.happened(context, event, wantedOnIssued(event));
  }

  @OnEvent(ticketTurnNear)
  async turnNear(event: EventOf<typeof ticketTurnNear>, context: EventContext): Promise<void> {
    await this.tickets.happened(context, event, wantedOnTurnNear(event));
  }

  @OnEvent(ticketCalled)
  async called(event: EventOf<typeof ticketCalled>, context: EventContext): Promise<void> {
    await this.tickets.happened(context, event, wantedOnCalled(event));
  }

  @OnEvent(ticketRecalled)
  async recalled(event: EventOf<typeof ticketRecalled>, context: EventContext): Promise<void> {
    if (this.config.RECALL_MESSAGE === 'send')
      await this.tickets.happened(context, event, wantedOnCalled(event));
  }

  @OnEvent(ticketRescheduled)
  async moved(event: EventOf<typeof ticketRescheduled>, { tx }: EventContext): Promise<void> {
    await this.tickets.comesLater(tx, event.data, neededUntil(event));
  }

  @OnEvent(ticketReturnLater)
  async sentAway(event: EventOf<typeof ticketReturnLater>, context: EventContext): Promise<void> {
    await this.tickets.comesLater(context.tx, event.data, neededUntil(event));
    await this.tickets.happened(context, event, wantedOnReturnLater(event));
  }

  @OnEvent(ticketCancelled)
  async cancelled(event: EventOf<typeof ticketCancelled>, context: EventContext): Promise<void> {
    await this.tickets.happened(context, event, wantedOnCancelled(event));
  }

  @OnEvent(ticketClosedUnserved)
  async closed(event: EventOf<typeof ticketClosedUnserved>, context: EventContext): Promise<void> {
    await this.tickets.happened(context, event, wantedOnClosed(event));
  }

  @EventPattern<readonly string[]>(onlyTakingBack)
  async ended(@Payload() event: EventEnvelope<TicketFacts>, @Ctx() context: EventContext): Promise<void> {
    await this.tickets.happened(context, event);
  }
}
