import type { Office } from '@kezek/contracts';
import { columnsOf, type Effect, rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ClosingService } from '../counters/closing.service';
import { lockExpired } from '../counters/session.query';
import { OfficesService } from '../offices/offices.service';
import { DecidingService } from '../changes/deciding.service';
import { lockLeftOver } from './left-over.query';
import { endingOf } from './left-over.rules';
import type { Command } from '../tickets/ticket-effects.rules';
import { TicketRow } from '../tickets/ticket.row';

const atOnce = 100;
const columns = columnsOf(TicketRow, 't');

/** What happens by itself. Several processes may do it side by side: rows that one works on, the others pass over. */
@Injectable()
export class TimersService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly closing: ClosingService,
    private readonly deciding: DecidingService,
  ) {}

  /** When `tick` has something to do next, as far as is known now; undefined where nothing is to come. */
  due(): Promise<Date | undefined> {
    return this.work.run(async (tx) => {
      const [next] = await rows<{ due: Date | null }>(tx, {
        name: 'timers-due',
        text: `SELECT least((SELECT min(timer_at) FROM ticket WHERE state = 'called'),
          (SELECT min(lease_until) FROM counter_session WHERE state <> 'closed')) AS due`,
      });
      return next?.due ?? undefined;
    });
  }

  /** What is due now: calls that nobody answered, and counters that nobody holds any more. */
  async tick(): Promise<void> {
    await this.#untilDone((tx, now) => this.#unanswered(tx, now));
    await this.#untilDone((tx, now) => this.#expired(tx, now));
  }

  /** Ends the tickets of days that are over, of all offices. */
  async endDays(): Promise<void> {
    const offices = await this.offices.all();
    await this.#untilDone((tx, now) => this.#leftOver(tx, offices, now));
    await this.work.run((tx) => forgetBound(tx));
  }

  async #untilDone(step: Effect<number>): Promise<void> {
    while ((await this.work.run(step)) === atOnce);
  }

  /** Repeated once, then given up. */
  async #unanswered(tx: Tx, now: Date): Promise<number> {
    const tickets = await rows<TicketRow>(tx, {
      name: 'ticket-unanswered',
      text: `SELECT ${columns} FROM ticket t WHERE t.state = 'called' AND t.timer_at <= $1
        ORDER BY t.timer_at LIMIT ${String(atOnce)} FOR UPDATE SKIP LOCKED`,
      values: [now],
    });
    // However late the sweep comes, nobody is given up who was called only once.
    for (const ticket of tickets)
      await this.#bySystem(tx, ticket, { action: ticket.calls > 1 ? 'no-show' : 'recall' }, now);
    return tickets.length;
  }

  async #expired(tx: Tx, now: Date): Promise<number> {
    const sessions = await lockExpired(tx, now, atOnce);
    for (const session of sessions) await this.closing.close(tx, session, 'lease-expired', now);
    return sessions.length;
  }

  async #leftOver(tx: Tx, offices: readonly Office[], now: Date): Promise<number> {
    const tickets = await lockLeftOver(tx, offices, now, atOnce);
    const byCode = new Map(offices.map((office) => [office.code, office]));
    for (const ticket of tickets) {
      const office = byCode.get(ticket.office);
      if (office) await this.#bySystem(tx, ticket, endingOf(office, ticket), now);
    }
    return tickets.length;
  }

  async #bySystem(tx: Tx, ticket: TicketRow, command: Command, now: Date): Promise<void> {
    const done = await this.deciding.apply(tx, ticket, command, { by: 'system', actor: 'system', now });
    if (done === undefined) throw new Error('a locked ticket was changed by somebody else');
  }
}

/** A ticket that has ended waits for no place. */
async function forgetBound(tx: Tx): Promise<void> {
  await rows(tx, {
    text: `DELETE FROM at_bound b USING ticket t WHERE t.id = b.ticket AND t.outcome IS NOT NULL`,
  });
}
