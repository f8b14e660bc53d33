import { closeDay, type InputOf, type Office, type OutputOf, type Principal } from '@kezek/contracts';
import { addDays, columnsOf, insertNew, type Once, rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DayEndRow } from '../offices/day-end.row';
import { noteOffice } from '../offices/office-audit.query';
import { lockOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { beginningOf, dayOf } from '../offices/opening.rules';
import { DecidingService } from '../changes/deciding.service';
import { numberAway } from '../changes/number.query';
import { endOf } from '../desk/return.rules';
import { refuseReturn } from '../desk/steps.service';
import type { Command } from '../tickets/ticket-effects.rules';
import { TicketRow } from '../tickets/ticket.row';

type DayEnd = OutputOf<typeof closeDay>;
type Ended = DayEnd['tickets'][number];

/** Ends an office's day before its hours do: nobody may come any more, and everybody who waits is told what becomes of it. */
@Injectable()
export class DayEndService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly deciding: DecidingService,
  ) {}

  /** Whoever issues a ticket at the same moment is either among those who are ended, or refused. */
  close(input: InputOf<typeof closeDay>, caller: Principal): Promise<Once<DayEnd>> {
    const call = { operation: closeDay, input, client: caller.subject };
    return this.work.once(call, async (tx, now) => {
      await lockOffice(tx, input.params.office);
      const office = await this.offices.read(tx, input.params.office);
      const { returnOn, reason } = input.body;
      if (returnOn !== undefined)
        refuseReturn(office, { on: returnOn, pointer: '/returnOn', now, dayEnded: true });
      const day = dayOf(office, now);
      const end = await noteEnd(tx, {
        office: office.code,
        businessDay: day,
        at: now,
        actor: caller.subject,
        reason,
      });
      const commandFor = async (ticket: TicketRow): Promise<Command> => {
        if (returnOn === undefined) return { action: 'close-day', reason };
        const renumbered = await numberAway(tx, { office, ticket, now });
        return {
          action: 'return-later',
          on: returnOn,
          until: endOf(office, returnOn, now),
          reason,
          renumbered,
        };
      };
      const ended: TicketRow[] = [];
      for (const ticket of await unservedIn(tx, office, day)) {
        const asker = { by: 'system', actor: caller.subject, now } as const;
        const after = await this.deciding.apply(tx, ticket, await commandFor(ticket), asker);
        if (after) ended.push(after);
      }
      await noteOffice(tx, {
        office: office.code,
        at: now,
        actor: caller.subject,
        action: 'day-closed',
        reason,
        detail: { tickets: ended.length, ...(returnOn !== undefined && { returnOn }) },
      });
      return {
        office: office.code,
        day,
        at: end.at.toISOString(),
        reason: end.reason,
        tickets: counted(ended),
      };
    });
  }
}

/** The first word stands; a second one ends who has come in between. */
async function noteEnd(tx: Tx, end: DayEndRow): Promise<DayEndRow> {
  const { office, businessDay } = end;
  return (await insertNew(tx, DayEndRow, end)) ?? tx.findOneByOrFail(DayEndRow, { office, businessDay });
}

/** Who waits or was put aside, and who was expected on this day; locked: a call at this moment is waited for. */
const unservedIn = (tx: Tx, office: Office, day: string): Promise<TicketRow[]> =>
  rows<TicketRow>(tx, {
    text: `SELECT ${columnsOf(TicketRow, 't')} FROM ticket t
      WHERE t.office = $1 AND t.outcome IS NULL AND (t.state IN ('waiting', 'parked') OR t.state = 'booked' AND t.appointment_at < $2
        OR t.state = 'return-later' AND t.return_on = $3::date)
      ORDER BY t.issue_order FOR UPDATE OF t`,
    values: [office.code, beginningOf(office, addDays(day, 1)), day],
  });

function counted(tickets: readonly TicketRow[]): Ended[] {
  const groups = Map.groupBy(tickets, ({ state }) => state);
  return [...groups].map(([state, some]) => ({
    state,
    count: some.length,
    ...(some[0]?.outcome && { outcome: some[0].outcome }),
  }));
}
