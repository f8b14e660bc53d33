import {
  Refusal,
  visitApproved,
  visitBooked,
  visitCancelled,
  visitCheckedIn,
  visitRescheduled,
  type EventOf,
  type VisitData,
} from '@kezek/contracts';
import { Clock, OnEvent, type EventContext, type Tx } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { AppointmentsService } from './appointments.service';

@Controller()
export class VisitsConsumer {
  constructor(
    private readonly appointments: AppointmentsService,
    private readonly clock: Clock,
  ) {}

  @OnEvent(visitBooked)
  booked({ data }: EventOf<typeof visitBooked>, { tx }: EventContext): Promise<void> {
    return this.#follow(tx, data);
  }

  @OnEvent(visitApproved)
  approved({ data }: EventOf<typeof visitApproved>, { tx }: EventContext): Promise<void> {
    return this.#follow(tx, data);
  }

  @OnEvent(visitRescheduled)
  rescheduled({ data }: EventOf<typeof visitRescheduled>, { tx }: EventContext): Promise<void> {
    return this.#follow(tx, data);
  }

  @OnEvent(visitCancelled)
  cancelled({ data }: EventOf<typeof visitCancelled>, { tx }: EventContext): Promise<void> {
    return this.#follow(tx, data);
  }

  @OnEvent(visitCheckedIn)
  checkedIn({ data }: EventOf<typeof visitCheckedIn>, { tx }: EventContext): Promise<void> {
    return this.#follow(tx, data);
  }

  // A visit takes place whether or not its office is defined here yet: it is parked until it is, and never refused.
  async #follow(tx: Tx, visit: VisitData): Promise<void> {
    try {
      await this.appointments.follow(tx, visit, this.clock.now());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new Error(`visit ${visit.visit} can't be booked yet: ${error.message}`, { cause: error });
    }
  }
}
