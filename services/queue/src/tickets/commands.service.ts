import {
  leaveQueue,
  Refusal,
  type InputOf,
  type Office,
  type OperationDefinition,
  type Principal,
  type Ticket,
  type Track,
} from '@kezek/contracts';
import { Clock, inTransaction, once, onceRequest, rows, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SessionsService } from '../counters/sessions.service';
import { OfficesService } from '../offices/offices.service';
import { ticketFor } from '../tracking/ticket-list.query';
import { TrackQuery } from '../tracking/track.query';
import { NearService } from './near.service';
import { record } from './save.query';
import type { Command } from './ticket.effects.rules';
import { ticketColumns, type TicketRow } from './ticket.row';
import { decide, wrongState } from './ticket.rules';
import { TicketViews } from './ticket.view.query';

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
  /** What is to be done with the ticket as it is now; asked again if it changes meanwhile. */
  readonly prepare: (tx: Tx, ticket: TicketRow) => C | Promise<C>;
  /** What else is to be written when it has been done. */
  readonly recorded?: (tx: Tx, ticket: TicketRow, command: C) => Promise<void>;
}

const attemptsAtMost = 5;

/** What operators and visitors do with one ticket. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly offices: OfficesService,
    private readonly sessions: SessionsService,
    private readonly views: TicketViews,
    private readonly tracks: TrackQuery,
    private readonly near: NearService,
  ) {}

  /** Runs an operator's command once for its key: of those who race for a ticket one wins, the others get their 409. */
  run<C extends Command>(asked: Asked<C>): Promise<Once<Ticket>> {
    const { operation, input, caller } = asked;
    return inTransaction(this.dataSource, (tx) =>
      once(tx, onceRequest(operation, input, caller.subject), async () =>
        this.view(tx, await this.#attempt(() => this.#perform(tx, asked))),
      ),
    );
  }

  /** The visitor gives the ticket back. */
  leave(input: InputOf<typeof leaveQueue>): Promise<Once<Track>> {
    const { handle } = input.params;
    return inTransaction(this.dataSource, (tx) =>
      once(tx, onceRequest(leaveQueue, input, `visitor ${handle}`), async () =>
        this.tracks.trackOf(tx, await this.#attempt(() => this.#leave(tx, handle))),
      ),
    );
  }

  async view(tx: Tx, ticket: TicketRow): Promise<Ticket> {
    const [view] = await this.views.viewOf(tx, [ticket]);
    if (view === undefined) throw new Error('a view for each ticket');
    return view;
  }

  async #attempt(perform: () => Promise<TicketRow | undefined>): Promise<TicketRow> {
    for (let attempt = 1; attempt <= attemptsAtMost; attempt += 1) {
      const done = await perform();
      if (done) return done;
    }
    throw new Refusal('conflict');
  }

  /** Undefined where the ticket changed between reading and writing. */
  async #perform<C extends Command>(tx: Tx, asked: Asked<C>): Promise<TicketRow | undefined> {
    const { input, caller, action } = asked;
    const before = await ticketFor(tx, input.params.id, caller);
    if (input.ifMatch !== undefined && input.ifMatch !== before.version)
      throw new Refusal('version-mismatch', { detail: `the version is ${String(before.version)}` });
    const wrong = wrongState(before.state, action, 'operator');
    if (wrong) throw wrong;
    const office = await this.offices.read(tx, before.office);
    const holds = await this.#heldCounter(tx, before, office, caller);
    const command = await asked.prepare(tx, before);
    const facts = { now: this.clock.now(), rules: office.rules, by: 'operator', holds } as const;
    const decision = decide(before, command, facts);
    if (decision instanceof Refusal) throw decision;
    if (!(await record(tx, before, decision, caller.subject))) return undefined;
    await asked.recorded?.(tx, decision.ticket, command);
    if (before.state === 'waiting') this.near.moved(tx, before.office);
    return decision.ticket;
  }

  /** The ticket's counter, if it is the caller's; its lease is renewed. */
  async #heldCounter(
    tx: Tx,
    { office: code, counter }: TicketRow,
    office: Office,
    caller: Principal,
  ): Promise<string | undefined> {
    if (counter === null) return undefined;
    return (await this.sessions.renew(tx, { office: code, counter }, office, caller))?.counter;
  }

  async #leave(tx: Tx, handle: string): Promise<TicketRow | undefined> {
    const [before] = await rows<TicketRow & Record<string, unknown>>(tx, {
      name: 'ticket-by-handle',
      text: `SELECT ${ticketColumns} FROM ticket t WHERE t.handle = $1`,
      values: [handle],
    });
    if (before === undefined) throw new Refusal('not-found');
    const office = await this.offices.read(tx, before.office);
    const facts = { now: this.clock.now(), rules: office.rules, by: 'visitor' } as const;
    const decision = decide(before, { action: 'leave' }, facts);
    if (decision instanceof Refusal) throw decision;
    if (!(await record(tx, before, decision, 'visitor'))) return undefined;
    if (before.state === 'waiting') this.near.moved(tx, before.office);
    return decision.ticket;
  }
}
