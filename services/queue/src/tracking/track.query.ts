import { Refusal, type Office, type Track } from '@kezek/contracts';
import { Clock, columnsOf, read, utcOffsetOf } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { tokenHash } from '../contacts/tracking-tokens.service';
import { OfficesService } from '../offices/offices.service';
import { TicketRow } from '../tickets/ticket.row';
import { visitorActionsIn } from '../tickets/ticket.rules';
import { TicketViews } from '../waiting/ticket-view.query';

const columns = columnsOf(TicketRow, 't');

interface Found extends TicketRow {
  readonly known: boolean;
  /** Every time that somebody who came later was called before. */
  readonly overtaken: readonly { readonly at: string; readonly reason: string }[] | null;
}

const overtaken = `(SELECT json_agg(json_build_object('at', o.at, 'reason', o.reason) ORDER BY o.at)
  FROM overtaking o WHERE o.ticket = t.id) AS overtaken`;

/** The visitor's own view: nothing that a stranger looking over the shoulder could use. */
@Injectable()
export class TrackQuery {
  constructor(
    private readonly views: TicketViews,
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal `not-found` */
  async byTrackingToken(trackingToken: string): Promise<Track> {
    // One connection for all of it: the office is then read once.
    const runner = this.dataSource.createQueryRunner();
    try {
      return await this.in(runner.manager, trackingToken);
    } finally {
      await runner.release();
    }
  }

  /**
   * An unknown tracking token costs the same work as a known one: it is done for somebody else's ticket and thrown away.
   * @throws Refusal `not-found`
   */
  async in(manager: EntityManager, trackingToken: string): Promise<Track> {
    const [found] = await read<Found>(manager, {
      name: 'track-by-token',
      text: `(SELECT ${columns}, true AS known, ${overtaken} FROM ticket t WHERE t.tracking_token_hash = $1)
       UNION ALL (SELECT ${columns}, false, ${overtaken} FROM ticket t ORDER BY t.id DESC LIMIT 1) LIMIT 1`,
      values: [tokenHash(trackingToken)],
    });
    const track = found && (await this.#trackOf(manager, found));
    if (!track || !found.known) throw new Refusal('not-found');
    return track;
  }

  async #trackOf(manager: EntityManager, ticket: Found): Promise<Track> {
    const office = await this.offices.read(manager, ticket.office);
    const [standing] = await this.views.standingsOf(manager, [ticket]);
    if (standing === undefined) throw new Error('a standing for each ticket');
    return {
      office: ticket.office,
      service: ticket.service,
      number: ticket.number,
      businessDay: ticket.businessDay,
      state: ticket.state,
      names: namesIn(office, ticket),
      ...standing,
      ...(ticket.counter !== null && { counter: ticket.counter }),
      ...(ticket.returnOn !== null && { returnOn: ticket.returnOn }),
      overtaken: (ticket.overtaken ?? []).map(({ at, reason }) => ({
        at: new Date(at).toISOString(),
        reason,
      })),
      timeZone: office.timeZone,
      utcOffset: utcOffsetOf(this.clock.now(), office.timeZone),
      actions: [...visitorActionsIn(ticket.state)],
    };
  }
}

/** As people call them; what was taken out of the office since has none. */
function namesIn(office: Office, ticket: TicketRow): Track['names'] {
  const service = office.services.find(({ code }) => code === ticket.service)?.name;
  const counter = office.counters.find(({ code }) => code === ticket.counter)?.name;
  return { office: office.name, ...(service && { service }), ...(counter && { counter }) };
}
