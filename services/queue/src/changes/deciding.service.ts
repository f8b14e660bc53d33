import { Refusal } from '@kezek/contracts';
import type { Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { OfficesService } from '../offices/offices.service';
import { NearService } from '../waiting/near.service';
import { goesOn, nextStepOf } from './next-step.rules';
import { shortestWait } from '../waiting/queue.query';
import { record } from '../tickets/save.query';
import type { Command } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { decide, type Facts } from '../tickets/ticket.rules';

export type Asker = Omit<Facts, 'rules' | 'now'> & {
  /** As the period and the history say it. */
  readonly actor: string;
  readonly now: Date;
};

const attemptsAtMost = 5;

/** The one way in which a ticket changes after its issue, but for the claim. */
@Injectable()
export class DecidingService {
  constructor(
    private readonly offices: OfficesService,
    private readonly near: NearService,
  ) {}

  /**
   * Decides on the ticket as it was read, and writes it; where a step has ended and the visit goes on, the next step
   * with it. Undefined where somebody was quicker: read it again.
   * @throws Refusal of the rules
   */
  async apply(
    tx: Tx,
    before: TicketRow,
    command: Command,
    { actor, ...asker }: Asker,
  ): Promise<TicketRow | undefined> {
    const { rules } = await this.offices.read(tx, before.office);
    const decision = decide(before, command, { ...asker, rules });
    if (decision instanceof Refusal) throw decision;
    if (!(await record(tx, before, decision, actor))) return undefined;
    if (before.state === 'waiting') this.near.moved(tx, before.office);
    const next = await this.#nextStep(tx, decision.ticket, command, asker.now);
    return next
      ? this.apply(tx, decision.ticket, next, { by: 'system', actor, now: asker.now })
      : decision.ticket;
  }

  /** What follows on a step that has ended: the service it was handed to, or that of the rest with the shortest wait. */
  async #nextStep(tx: Tx, ticket: TicketRow, command: Command, now: Date): Promise<Command | undefined> {
    if (!goesOn(ticket)) return undefined;
    const office = await this.offices.read(tx, ticket.office);
    if (command.action === 'transfer') {
      const { service, counter = null } = command;
      return nextStepOf(office, ticket, { service, forCounter: counter, reason: 'transferred' });
    }
    const service = await shortestWait(tx, office, ticket.planned, now);
    return nextStepOf(office, ticket, { service, forCounter: null, reason: 'next-service' });
  }

  /**
   * Tries anew while others are quicker.
   * @throws Refusal `conflict` when they always are
   */
  async retried<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (let count = 1; count <= attemptsAtMost; count += 1) {
      const done = await attempt();
      if (done !== undefined) return done;
    }
    throw new Refusal('conflict');
  }
}
