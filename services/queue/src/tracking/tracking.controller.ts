import {
  getTicket,
  listTickets,
  ticketHistory,
  trackTicket,
  type InputOf,
  type Principal,
} from '@kezek/contracts';
import { Caller, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { TicketViews } from '../waiting/ticket-view.query';
import { ticketFor } from '../tickets/ticket-access.query';
import { periodsOf, ticketsOf } from './ticket-list.query';
import { TrackQuery } from './track.query';

@Controller()
export class TrackingController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly offices: OfficesService,
    private readonly views: TicketViews,
    private readonly tracks: TrackQuery,
  ) {}

  @Operation(listTickets)
  async list(@Input() { params, query }: InputOf<typeof listTickets>) {
    const { manager } = this.dataSource;
    await this.offices.read(manager, params.office);
    const page = {
      office: params.office,
      state: query.state,
      after: query.after,
      limit: query.limit,
    };
    const { tickets, next } = await ticketsOf(manager, page);
    return { items: await this.views.viewOf(manager, tickets), ...(next !== undefined && { next }) };
  }

  @Operation(getTicket)
  async get(@Input() { params }: InputOf<typeof getTicket>, @Caller() caller: Principal) {
    const { manager } = this.dataSource;
    const [view] = await this.views.viewOf(manager, [await ticketFor(manager, params.id, caller)]);
    if (view === undefined) throw new Error('a view for each ticket');
    return view;
  }

  @Operation(ticketHistory)
  async history(@Input() { params }: InputOf<typeof ticketHistory>, @Caller() caller: Principal) {
    const { id } = await ticketFor(this.dataSource.manager, params.id, caller);
    const periods = await periodsOf(this.dataSource.manager, id);
    return {
      periods: periods.map(({ from, to, counter, outcome, reason, ...period }) => ({
        ...period,
        from: from.toISOString(),
        ...(to && { to: to.toISOString() }),
        ...(counter !== null && { counter }),
        ...(outcome !== null && { outcome }),
        ...(reason !== null && { reason }),
      })),
    };
  }

  @Operation(trackTicket)
  track(@Input() { params }: InputOf<typeof trackTicket>) {
    return this.tracks.byTrackingToken(params.trackingToken);
  }
}
