import { Refusal, type OperationDefinition, type Principal, type Ticket } from '@kezek/contracts';
import { type Once, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { SessionsService } from '../counters/sessions.service';
import { shareOffice } from '../offices/office-locks.query';
import { ticketFor } from '../tickets/ticket-access.query';
import { DecidingService } from '../changes/deciding.service';
import type { Command } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { wrongState, type Facts } from '../tickets/ticket.rules';
import { TicketViews } from '../waiting/ticket-view.query';

export interface Asked<C extends Command = Command> {
  readonly operation: OperationDefinition;
  readonly action: C['action'];
  readonly input: {
    readonly params: { readonly id: string };
    readonly body: unknown;
    readonly idempotencyKey: string;
    readonly ifMatch: number | undefined;
  };
  readonly caller: Principal;
  /** It builds upon what the office gives: nobody may withdraw that meanwhile. */
  readonly sharesOffice?: true;
  /** What is to be done with the ticket as it is now; asked again if it changes meanwhile. */
  readonly prepare: (tx: Tx, ticket: TicketRow, now: Date) => C | Promise<C>;
  /** What the rules look at beside the ticket and who asks. */
  readonly facts?: (tx: Tx, ticket: TicketRow, now: Date) => Promise<Pick<Facts, 'today' | 'headDueAt'>>;
  /** What else is to be written when it has been done. */
  readonly recorded?: (tx: Tx, ticket: TicketRow, command: C) => Promise<void>;
}

/** What operators do with one ticket. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly work: Work,
    private readonly deciding: DecidingService,
    private readonly sessions: SessionsService,
    private readonly views: TicketViews,
  ) {}

  /** Runs a command once for its key: of those who race for a ticket one wins, the others get their 409. */
  run<C extends Command>(asked: Asked<C>): Promise<Once<Ticket>> {
    const call = { operation: asked.operation, input: asked.input, client: asked.caller.subject };
    return this.work.once(call, async (tx, now) =>
      this.view(tx, await this.deciding.retried(() => this.#perform(tx, asked, now))),
    );
  }

  view(tx: Tx, ticket: TicketRow): Promise<Ticket> {
    return this.views.view(tx, ticket);
  }

  async #perform<C extends Command>(tx: Tx, asked: Asked<C>, now: Date): Promise<TicketRow | undefined> {
    const { input, caller, action } = asked;
    const before = await ticketFor(tx, input.params.id, caller);
    if (input.ifMatch !== undefined && input.ifMatch !== before.version)
      throw new Refusal('version-mismatch', { detail: `the version is ${String(before.version)}` });
    const wrong = wrongState(before.state, action, 'operator');
    if (wrong) throw wrong;
    if (asked.sharesOffice) await shareOffice(tx, before.office);
    const holds = await this.#heldCounter(tx, before, caller, now);
    const command = await asked.prepare(tx, before, now);
    const facts = await asked.facts?.(tx, before, now);
    const asker = { by: 'operator', holds, actor: caller.subject, now, ...facts } as const;
    const after = await this.deciding.apply(tx, before, command, asker);
    if (after) await asked.recorded?.(tx, after, command);
    return after;
  }

  /** The counter that has the ticket, if it is the caller's; its lease is renewed. It is locked before the ticket. */
  async #heldCounter(
    tx: Tx,
    { office, counter, outcome }: TicketRow,
    caller: Principal,
    now: Date,
  ): Promise<string | undefined> {
    if (counter === null || outcome !== null) return undefined;
    const place = await this.sessions.placeOf(tx, { office, counter });
    return (await this.sessions.renew(tx, place, caller, now))?.counter;
  }
}
