import {
  callNext,
  callTicket,
  ticketCalled,
  type InputOf,
  type Office,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { emit, rows, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { atCounter, claimNext, peekNext } from '../tickets/claim.query';
import { CommandsService } from '../tickets/commands.service';
import { NearService } from '../tickets/near.service';
import { ticketEvent } from '../tickets/ticket-event.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { Work } from '../work.service';
import { servableBy } from './profile.rules';
import type { SessionRow } from './session.row';
import { notFree } from './session.rules';
import { SessionsService } from './sessions.service';

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
      const ticket = await claim(tx, session, place.office, now);
      if (ticket === undefined) return null;
      await emit(tx, ticketEvent(ticketCalled, ticket));
      this.near.moved(tx, ticket.office);
      return this.commands.view(tx, ticket);
    });
  }

  /** Calls a ticket for a reason, whoever is before it; that others were overtaken is written down. */
  outOfTurn(input: CallInput, caller: Principal): Promise<Once<Ticket>> {
    const { counter, reason } = input.body;
    return this.commands.run({
      ...{ operation: callTicket, action: 'call', input, caller },
      prepare: async (tx, ticket, now) => {
        const place = await this.sessions.placeOf(tx, { office: ticket.office, counter });
        const session = await this.sessions.hold(tx, place, caller, now);
        const first = await firstFor(tx, ticket, { session, office: place.office, now });
        return { action: 'call', counter, override: first === ticket.id ? undefined : reason };
      },
      recorded: (tx, ticket, { override }) =>
        override === undefined ? Promise.resolve() : noteOverride(tx, ticket, caller.subject, override),
    });
  }
}

async function claim(tx: Tx, session: SessionRow, office: Office, now: Date): Promise<TicketRow | undefined> {
  const ticket = await claimNext(tx, {
    ...{ office: session.office, counter: session.counter, actor: session.operator },
    ...{ now, services: servableBy(office, session), rules: office.rules },
  });
  if (ticket) return ticket;
  const busy = notFree(session, await atCounter(tx, session.office, session.counter));
  if (busy) throw busy;
  return undefined;
}

interface Desk {
  readonly session: SessionRow;
  readonly office: Office;
  readonly now: Date;
}

/** Who would be next at a counter that is free and can serve the ticket. */
async function firstFor(
  tx: Tx,
  ticket: TicketRow,
  { session, office, now }: Desk,
): Promise<string | undefined> {
  const service = office.services.find(({ code }) => code === ticket.service);
  const busy = notFree(session, await atCounter(tx, session.office, session.counter), service);
  if (busy) throw busy;
  return peekNext(tx, { office: office.code, now, services: servableBy(office, session) });
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
