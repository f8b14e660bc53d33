import { reopenTicket, type InputOf, type Office, type Principal, type Ticket } from '@kezek/contracts';
import type { Once, Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { hasEndedDay } from '../offices/day-end.query';
import { OfficesService } from '../offices/offices.service';
import { openingOf, refuseClosed } from '../offices/opening.rules';
import { PersonsService } from '../persons/persons.service';
import { unbind } from '../waiting/claim.query';
import { otherNumber } from '../changes/number.query';
import { CommandsService } from './commands.service';
import { TicketRow } from '../tickets/ticket.row';
import { refuseState } from '../tickets/ticket.rules';

/** How somebody who was given up waits again. */
@Injectable()
export class ReopeningService {
  constructor(
    private readonly offices: OfficesService,
    private readonly persons: PersonsService,
    private readonly commands: CommandsService,
  ) {}

  /** Once and within the window, behind who is next; what the office gives no more is left out. */
  reopen(input: InputOf<typeof reopenTicket>, caller: Principal): Promise<Once<Ticket>> {
    return this.commands.run({
      operation: reopenTicket,
      action: 'reopen',
      sharesOffice: true,
      input,
      caller,
      prepare: async (tx, ticket, now) => {
        const office = await this.offices.read(tx, ticket.office);
        const planned = ticket.planned.filter((code) => gives(office, code));
        if (!gives(office, ticket.service))
          throw refuseState(
            ticket.state,
            'reopen',
            'operator',
            'the office does not give the service any more',
          );
        if (await hasEndedDay(tx, office, now)) throw refuseDay(office, now);
        const services = [ticket.service, ...planned];
        await this.persons.refuseMove(tx, { office, services, ticket: ticket.id, caller });
        // Kept for him while he may come back; but the office may have made that longer since.
        const renumbered = await otherNumber(tx, { office, ticket, now });
        return { action: 'reopen', planned, renumbered, ...input.body };
      },
      facts: async (tx, ticket) => ({ headDueAt: await headDueAt(tx, ticket) }),
      recorded: unbind,
    });
  }
}

const gives = ({ services }: Office, service: string): boolean =>
  services.some(({ code }) => code === service);

/** The office receives nobody more today, whatever its hours say. */
function refuseDay(office: Office, now: Date) {
  const opening = openingOf(office, now, true);
  return refuseClosed(office, opening.open ? undefined : opening.opensAt);
}

/** The deadline of who is next for the ticket's service. */
async function headDueAt(tx: Tx, { office, service }: TicketRow): Promise<Date | undefined> {
  const head = await tx.findOne(TicketRow, {
    select: { id: true, dueAt: true },
    where: { office, state: 'waiting', service },
    order: { dueAt: 'ASC', issueOrder: 'ASC' },
  });
  return head?.dueAt;
}
