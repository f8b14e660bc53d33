import {
  Refusal,
  resumeTicket,
  returnLaterTicket,
  transferTicket,
  type InputOf,
  type Office,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { addDays, latest, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { canServe } from '../waiting/profile.rules';
import { findSession } from '../counters/session.query';
import { isLive, unknownCounter } from '../counters/session.rules';
import { hasEndedDay } from '../offices/day-end.query';
import { OfficesService } from '../offices/offices.service';
import { beginningOf, dayOf, openingOf, opensOn, refuseClosed } from '../offices/opening.rules';
import { CommandsService } from './commands.service';
import { nextNumber, numberAway } from '../changes/number.query';
import { endOf } from './return.rules';
import type { Command, Renumbered } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';

type Asked<O extends Parameters<CommandsService['run']>[0]['operation']> = {
  readonly input: InputOf<O>;
  readonly caller: Principal;
};

const returnWithinDays = 30;

/** How a visit goes on beside its counter: elsewhere, or later. */
@Injectable()
export class StepsService {
  constructor(
    private readonly offices: OfficesService,
    private readonly commands: CommandsService,
  ) {}

  transfer({ input, caller }: Asked<typeof transferTicket>): Promise<Once<Ticket>> {
    return this.commands.run({
      operation: transferTicket,
      action: 'transfer',
      sharesOffice: true,
      input,
      caller,
      prepare: async (tx, ticket, now) => {
        const office = await this.offices.read(tx, ticket.office);
        await refuseTransfer(tx, office, ticket, { ...input.body, now });
        return { action: 'transfer', ...input.body };
      },
    });
  }

  resume({ input, caller }: Asked<typeof resumeTicket>): Promise<Once<Ticket>> {
    return this.commands.run({
      operation: resumeTicket,
      action: 'resume',
      input,
      caller,
      prepare: async (tx, ticket, now): Promise<Command & { action: 'resume' }> => {
        const office = await this.offices.read(tx, ticket.office);
        return { action: 'resume', renumbered: await renumberedFor(tx, office, ticket, now) };
      },
      facts: async (tx, ticket, now) => ({ today: dayOf(await this.offices.read(tx, ticket.office), now) }),
    });
  }

  returnLater({ input, caller }: Asked<typeof returnLaterTicket>): Promise<Once<Ticket>> {
    return this.commands.run({
      operation: returnLaterTicket,
      action: 'return-later',
      input,
      caller,
      prepare: async (tx, ticket, now) => {
        const office = await this.offices.read(tx, ticket.office);
        const dayEnded = await hasEndedDay(tx, office, now);
        refuseReturn(office, { on: input.body.on, pointer: '/on', now, dayEnded });
        const { on, reason } = input.body;
        const renumbered = await numberAway(tx, { office, ticket, now });
        return { action: 'return-later', on, until: endOf(office, on, now), reason, renumbered };
      },
    });
  }
}

/** @throws Refusal of what can't be handed over there */
async function refuseTransfer(
  tx: Tx,
  office: Office,
  ticket: TicketRow,
  to: { readonly service: string; readonly counter?: string | undefined; readonly now: Date },
): Promise<void> {
  const service = office.services.find(({ code }) => code === to.service);
  if (service === undefined)
    throw new Refusal('service-unknown', { errors: [{ pointer: '/service', code: 'service-unknown' }] });
  const counter = to.counter ?? ticket.counter;
  if (to.service === ticket.service && counter === ticket.counter) throw new Refusal('transfer-to-itself');
  if (to.counter === undefined) return;
  const unknown = unknownCounter(office, to.counter);
  if (unknown) throw unknown;
  const session = await findSession(tx, { office: office.code, counter: to.counter });
  if (session === null || !isLive(session, to.now)) throw new Refusal('counter-not-open');
  if (!canServe(session, service)) throw new Refusal('counter-cannot-serve');
}

/** Who comes back on another day than that of the number gets one of today: two may not share one. */
async function renumberedFor(
  tx: Tx,
  office: Office,
  ticket: TicketRow,
  now: Date,
): Promise<Renumbered | undefined> {
  if (ticket.state !== 'return-later') return undefined;
  const opening = openingOf(office, now, await hasEndedDay(tx, office, now));
  if (!opening.open) throw refuseClosed(office, opening.opensAt);
  const businessDay = dayOf(office, now);
  if (ticket.businessDay === businessDay || ticket.returnOn !== businessDay) return undefined;
  const prefix = ticket.number.replace(/\d+$/, '');
  return nextNumber(tx, { office, prefix, businessDay, now, ticket });
}

interface Return {
  readonly on: string;
  /** Where the request says so. */
  readonly pointer: string;
  readonly now: Date;
  /** The office receives nobody more today. */
  readonly dayEnded: boolean;
}

/** @throws Refusal `return-date-invalid` */
export function refuseReturn(office: Office, { on, pointer, now, dayEnded }: Return): void {
  const today = dayOf(office, now);
  const inTime = on >= today && on <= addDays(today, returnWithinDays);
  const from = latest(beginningOf(office, on), now);
  if (inTime && opensOn(office, on, from, dayEnded && on === today)) return;
  throw new Refusal('return-date-invalid', {
    errors: [{ pointer, code: 'return-date-invalid', detail: on }],
  });
}
