import { addDays, rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ClosingService } from '../counters/closing.service';
import { lockExpired } from '../counters/session.query';
import { OfficesService } from '../offices/offices.service';
import { beginningOf, dayOf } from '../offices/opening.rules';
import { Work, type Effect } from '../work.service';
import { DecidingService } from './deciding.service';
import type { Command } from './ticket-effects.rules';
import { ticketColumns, type TicketRow } from './ticket.row';

type Found = TicketRow & Record<string, unknown>;

const atOnce = 100;

interface DayOver {
  readonly office: string;
  readonly today: string;
  readonly began: Date;
  /** Null: nobody. */
  readonly waitingBefore: Date | null;
  readonly parkedBefore: Date;
  readonly now: Date;
}

/** What happens by itself. Several processes may do it side by side: rows that one works on, the others pass over. */
@Injectable()
export class TimersService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly closing: ClosingService,
    private readonly deciding: DecidingService,
  ) {}

  /** What is due every second: calls that nobody answered, and counters that nobody holds any more. */
  async tick(): Promise<void> {
    await this.#untilDone((tx, now) => this.#unanswered(tx, now));
    await this.#untilDone((tx, now) => this.#expired(tx, now));
  }

  /**
   * An office that closes serves nobody from yesterday; one that never does keeps its queue over the night, but not
   * for two. Who did not come on the day of an appointment, or of a return, comes no more.
   */
  async endDays(): Promise<void> {
    for (const office of await this.offices.list(undefined, 10_000)) {
      await this.#untilDone((tx, now) => {
        const today = dayOf(office, now);
        const began = beginningOf(office, today);
        const roundTheClock = 'roundTheClock' in office.hours;
        const waitingBefore = roundTheClock ? null : began;
        const parkedBefore = roundTheClock ? beginningOf(office, addDays(today, -1)) : began;
        return this.#leftOver(tx, { office: office.code, today, began, waitingBefore, parkedBefore, now });
      });
    }
    await this.work.run((tx) => forgetBound(tx));
  }

  async #untilDone(step: Effect<number>): Promise<void> {
    while ((await this.work.run(step)) === atOnce);
  }

  /** Repeated once, then given up. */
  async #unanswered(tx: Tx, now: Date): Promise<number> {
    const tickets = await rows<Found>(tx, {
      name: 'ticket-unanswered',
      text: `SELECT ${ticketColumns} FROM ticket t WHERE t.state = 'called' AND t.timer_at <= $1
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

  async #leftOver(tx: Tx, over: DayOver): Promise<number> {
    const { office, today, began, waitingBefore, parkedBefore, now } = over;
    const tickets = await rows<Found>(tx, {
      text: `SELECT ${ticketColumns} FROM ticket t
        WHERE t.office = $1 AND t.outcome IS NULL AND (t.state = 'waiting' AND t.basis_at < $2 OR t.state = 'parked' AND t.basis_at < $3
          OR t.state = 'return-later' AND t.return_on < $4::date OR t.state = 'booked' AND t.appointment_at < $5)
        ORDER BY t.issue_order LIMIT ${String(atOnce)} FOR UPDATE SKIP LOCKED`,
      values: [office, waitingBefore, parkedBefore, today, began],
    });
    for (const ticket of tickets) {
      const action = ticket.state === 'waiting' || ticket.state === 'parked' ? 'close-day' : 'expire';
      await this.#bySystem(tx, ticket, { action }, now);
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
