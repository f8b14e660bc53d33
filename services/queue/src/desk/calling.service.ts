import {
  callNext,
  callTicket,
  Refusal,
  ticketCalled,
  type InputOf,
  type Office,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { emit, type Once, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { presentIn } from '../offices/presence.query';
import { atCounter, claimNext, lockCalls, noteOvertakenBy, peekNext } from '../waiting/claim.query';
import { CommandsService } from './commands.service';
import { NearService } from '../waiting/near.service';
import { absentFor, callableBy } from '../waiting/next.rules';
import { ticketEvent } from '../tickets/ticket-event.rules';
import type { TicketRow } from '../tickets/ticket.row';
import type { SessionRow } from '../counters/session.row';
import { notFree } from '../counters/session.rules';
import { SessionsService } from '../counters/sessions.service';

type CallInput = InputOf<typeof callTicket>;

@Injectable()
export class CallingService {
  constructor(
    private readonly work: Work,
    private readonly sessions: SessionsService,
    private readonly commands: CommandsService,
    private readonly near: NearService,
  ) {}

  /** Calls who is next; `null` when nobody waits whom the counter can serve. The same key calls nobody else. */
  next(input: InputOf<typeof callNext>, caller: Principal): Promise<Once<Ticket | null>> {
    const call = { operation: callNext, input, client: caller.subject };
    return this.work.once(call, async (tx, now) => {
      const place = await this.sessions.placeOf(tx, input.params);
      const session = await this.sessions.hold(tx, place, caller, now);
      const paused = notFree(session, undefined);
      if (paused) throw paused;
      const ticket = await claim(tx, await deskOf(tx, session, place.office, now));
      if (ticket === undefined) return null;
      await emit(tx, ticketEvent(ticketCalled, ticket));
      this.near.moved(tx, ticket.office);
      return this.commands.view(tx, ticket);
    });
  }

  /** Calls a ticket for a reason, whoever is before it; that others were overtaken is written down. */
  outOfTurn(input: CallInput, caller: Principal): Promise<Once<Ticket>> {
    const { counter, reason } = input.body;
    let desk: Desk;
    return this.commands.run({
      operation: callTicket,
      action: 'call',
      input,
      caller,
      prepare: async (tx, ticket, now) => {
        const place = await this.sessions.placeOf(tx, { office: ticket.office, counter });
        const session = await this.sessions.hold(tx, place, caller, now);
        desk = await deskOf(tx, session, place.office, now);
        const first = await firstFor(tx, ticket, desk);
        return { action: 'call', counter, override: first === ticket.id ? undefined : reason };
      },
      recorded: (tx, ticket, { override }) =>
        noteOvertakenBy(tx, ticket, desk, { actor: caller.subject, override }),
    });
  }
}

/** A counter that calls, as the claim asks for it. */
type Desk = Awaited<ReturnType<typeof deskOf>>;

/** Who is present is looked at when it is this counter's turn to call. */
async function deskOf(tx: Tx, session: SessionRow, office: Office, now: Date) {
  await lockCalls(tx, office.code);
  const present = await presentIn(tx, office.code);
  return {
    session,
    office: office.code,
    counter: session.counter,
    actor: session.operator,
    now,
    definition: office,
    present,
    rules: office.rules,
    services: callableBy({ services: office.services, present }, session),
    skills: Object.fromEntries(
      office.services.flatMap(({ code, skills }) => (skills ? [[code, skills]] : [])),
    ),
  };
}

async function claim(tx: Tx, desk: Desk): Promise<TicketRow | undefined> {
  const ticket = await claimNext(tx, desk);
  if (ticket) return ticket;
  const busy = notFree(desk.session, await atCounter(tx, desk.office, desk.counter));
  if (busy) throw busy;
  return undefined;
}

/** Who would be next at a counter that is free and can serve the ticket. */
async function firstFor(tx: Tx, ticket: TicketRow, desk: Desk): Promise<string | undefined> {
  const service = desk.definition.services.find(({ code }) => code === ticket.service);
  const busy = notFree(desk.session, await atCounter(tx, desk.office, desk.counter), service);
  if (busy) throw busy;
  const absent = service ? absentFor(service, desk.present) : [];
  if (absent.length > 0)
    throw new Refusal('resource-absent', { state: ticket.state, extra: { waitingFor: absent } });
  return peekNext(tx, desk);
}
