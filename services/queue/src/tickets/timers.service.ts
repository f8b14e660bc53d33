import { Refusal } from '@kezek/contracts';
import { businessDay, Clock, inTransaction, plusMinutes, rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ContactsService } from '../contacts/contacts.service';
import { ClosingService } from '../counters/closing.service';
import { lockExpired } from '../counters/session.query';
import { OfficesService } from '../offices/offices.service';
import { NearService } from './near.service';
import { record } from './save.query';
import type { Command } from './ticket.effects.rules';
import { ticketColumns, type TicketRow } from './ticket.row';
import { decide } from './ticket.rules';

type Found = TicketRow & Record<string, unknown>;

const atOnce = 100;
const contactKeptMinutes = 24 * 60;

/** What happens by itself. Several processes may do it side by side: rows that one works on, the others pass over. */
@Injectable()
export class TimersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly offices: OfficesService,
    private readonly closing: ClosingService,
    private readonly contacts: ContactsService,
    private readonly near: NearService,
  ) {}

  /** Everything that is due every second. */
  async tick(): Promise<void> {
    while ((await this.#sweep((tx) => this.#unanswered(tx))) === atOnce);
    while ((await this.#sweep((tx) => this.#expired(tx))) === atOnce);
    await this.near.tellAll();
  }

  /** What may wait a minute: days that are over, and numbers that nobody needs any more. */
  async housekeep(): Promise<void> {
    for (const office of await this.offices.list(undefined, 10_000)) {
      if ('roundTheClock' in office.hours) continue;
      const today = businessDay(this.clock.now(), office.timeZone, office.businessDayStartsAt);
      while ((await this.#sweep((tx) => this.#leftOver(tx, office.code, today))) === atOnce);
    }
    const before = plusMinutes(this.clock.now(), -contactKeptMinutes);
    await inTransaction(this.dataSource, (tx) => this.contacts.erase(tx, before));
  }

  #sweep(step: (tx: Tx) => Promise<number>): Promise<number> {
    return inTransaction(this.dataSource, step);
  }

  /** Calls that nobody answered: repeated once, then given up. */
  async #unanswered(tx: Tx): Promise<number> {
    const now = this.clock.now();
    const tickets = await rows<Found>(tx, {
      name: 'ticket-unanswered',
      text: `SELECT ${ticketColumns} FROM ticket t WHERE t.state = 'called' AND t.timer_at <= $1
        ORDER BY t.timer_at LIMIT ${String(atOnce)} FOR UPDATE SKIP LOCKED`,
      values: [now],
    });
    for (const ticket of tickets) {
      // However late the sweep comes, nobody is given up who was called only once.
      await this.#bySystem(tx, ticket, { action: ticket.calls > 1 ? 'no-show' : 'recall' });
    }
    return tickets.length;
  }

  async #expired(tx: Tx): Promise<number> {
    const sessions = await lockExpired(tx, this.clock.now(), atOnce);
    for (const session of sessions)
      await this.closing.close(tx, session, await this.offices.read(tx, session.office), 'lease-expired');
    return sessions.length;
  }

  /** An office that closes serves nobody from yesterday; one that never does keeps its queue over the night. */
  async #leftOver(tx: Tx, office: string, today: string): Promise<number> {
    const tickets = await rows<Found>(tx, {
      text: `SELECT ${ticketColumns} FROM ticket t
        WHERE t.office = $1 AND t.state IN ('booked', 'waiting', 'parked', 'return-later') AND t.business_day < $2
          AND t.basis_at < $3
        ORDER BY t.issue_order LIMIT ${String(atOnce)} FOR UPDATE SKIP LOCKED`,
      values: [office, today, this.clock.now()],
    });
    for (const ticket of tickets) await this.#bySystem(tx, ticket, { action: 'close-day' });
    return tickets.length;
  }

  async #bySystem(tx: Tx, ticket: TicketRow, command: Command): Promise<void> {
    const { rules } = await this.offices.read(tx, ticket.office);
    const decision = decide(ticket, command, { now: this.clock.now(), rules, by: 'system' });
    if (decision instanceof Refusal) throw decision;
    if (!(await record(tx, ticket, decision, 'system')))
      throw new Error('a locked ticket was changed by somebody else');
  }
}
