import {
  callNext,
  callTicket,
  ticketCalled,
  type InputOf,
  type Office,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { Clock, emit, inTransaction, once, onceRequest, rows, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { atCounter, claimNext, peekNext } from '../tickets/claim.query';
import { CommandsService } from '../tickets/commands.service';
import { NearService } from '../tickets/near.service';
import { ticketEvent } from '../tickets/ticket.event.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { servableBy } from './profile.rules';
import type { SessionRow } from './session.row';
import { notFree } from './session.rules';
import { SessionsService } from './sessions.service';

type CallInput = InputOf<typeof callTicket>;

@Injectable()
export class CallingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    private readonly commands: CommandsService,
    private readonly near: NearService,
  ) {}

  /** Calls who is next; `null` when nobody waits whom the counter can serve. The same key calls nobody else. */
  next(input: InputOf<typeof callNext>, caller: Principal): Promise<Once<Ticket | null>> {
    return inTransaction(this.dataSource, (tx) =>
      once(tx, onceRequest(callNext, input, caller.subject), async () => {
        const office = await this.sessions.officeWith(tx, input.params);
        const session = await this.sessions.hold(tx, input.params, office, caller);
        const paused = notFree(session, undefined);
        if (paused) throw paused;
        const ticket = await this.#claim(tx, session, office);
        return ticket ? this.commands.view(tx, ticket) : null;
      }),
    );
  }

  async #claim(tx: Tx, session: SessionRow, office: Office): Promise<TicketRow | undefined> {
    const { recallAfterSeconds, noShowAfterSeconds } = office.rules;
    const ticket = await claimNext(tx, {
      ...{ office: session.office, counter: session.counter, actor: session.operator },
      ...{
        now: this.clock.now(),
        services: servableBy(office, session),
        recallAfterSeconds,
        noShowAfterSeconds,
      },
    });
    if (ticket) {
      await emit(tx, ticketEvent(ticketCalled, ticket));
      this.near.moved(tx, office.code);
      return ticket;
    }
    const busy = notFree(session, await atCounter(tx, session.office, session.counter));
    if (busy) throw busy;
    return undefined;
  }

  /** Calls a ticket for a reason, whoever is before it; that others were overtaken is written down. */
  outOfTurn(input: CallInput, caller: Principal): Promise<Once<Ticket>> {
    return this.commands.run({
      ...{ operation: callTicket, action: 'call', input, caller },
      prepare: async (tx, ticket) => ({
        action: 'call',
        counter: input.body.counter,
        override: await this.#overrideFor(tx, ticket, input.body, caller),
      }),
      recorded: (tx, ticket, { override }) =>
        override === undefined ? Promise.resolve() : noteOverride(tx, ticket, caller.subject, override),
    });
  }

  /** The reason, where somebody else would have been next; the counter is free and can serve the ticket. */
  async #overrideFor(
    tx: Tx,
    ticket: TicketRow,
    { counter, reason }: CallInput['body'],
    caller: Principal,
  ): Promise<string | undefined> {
    const place = { office: ticket.office, counter };
    const office = await this.sessions.officeWith(tx, place);
    const session = await this.sessions.hold(tx, place, office, caller);
    const service = office.services.find(({ code }) => code === ticket.service);
    const busy = notFree(session, await atCounter(tx, ticket.office, counter), service);
    if (busy) throw busy;
    const services = servableBy(office, session);
    const first = await peekNext(tx, { office: ticket.office, now: this.clock.now(), services });
    return first === ticket.id ? undefined : reason;
  }
}

async function noteOverride(tx: Tx, ticket: TicketRow, actor: string, reason: string): Promise<void> {
  await rows(tx, {
    text: `INSERT INTO override (office, at, ticket, service, due_at, issue_order, counter, actor, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[ticket.office, ticket.calledAt, ticket.id, ticket.service, ticket.dueAt, ticket.issueOrder],
      ...[ticket.counter, actor, reason],
    ],
  });
}
