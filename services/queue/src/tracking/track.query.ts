import { Refusal, type Track } from '@kezek/contracts';
import { read } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ticketColumns, type TicketRow } from '../tickets/ticket.row';
import { visitorActionsIn } from '../tickets/ticket.rules';
import { TicketViews } from '../tickets/ticket-view.query';

interface Overtaken {
  readonly at: Date;
  readonly reason: string;
}

/** The visitor's own view: nothing that a stranger looking over the shoulder could use. */
@Injectable()
export class TrackQuery {
  constructor(private readonly views: TicketViews) {}

  /**
   * An unknown handle costs the same work as a known one: it is done for somebody else's ticket and thrown away.
   * @throws Refusal `not-found`
   */
  async byHandle(manager: EntityManager, handle: string): Promise<Track> {
    const [found] = await read<TicketRow & { known: boolean }>(manager, {
      name: 'track-by-handle',
      text: `(SELECT ${ticketColumns}, true AS known FROM ticket t WHERE t.handle = $1)
       UNION ALL (SELECT ${ticketColumns}, false FROM ticket t ORDER BY t.id DESC LIMIT 1) LIMIT 1`,
      values: [handle],
    });
    const track = found && (await this.trackOf(manager, found));
    if (!track || !found.known) throw new Refusal('not-found');
    return track;
  }

  async trackOf(manager: EntityManager, ticket: TicketRow): Promise<Track> {
    const [standing] = await this.views.standingsOf(manager, [ticket]);
    if (standing === undefined) throw new Error('a standing for each ticket');
    const overtaken = await overtakenOf(manager, ticket);
    return {
      ...{ office: ticket.office, service: ticket.service, number: ticket.number, state: ticket.state },
      ...standing,
      ...(ticket.counter !== null && { counter: ticket.counter }),
      ...(ticket.returnOn !== null && { returnOn: ticket.returnOn }),
      overtaken: overtaken.map(({ at, reason }) => ({ at: at.toISOString(), reason })),
      actions: [...visitorActionsIn(ticket.state)],
    };
  }
}

/** Every time that somebody who came later was called before. */
const overtakenOf = (manager: EntityManager, ticket: TicketRow): Promise<Overtaken[]> =>
  read<Overtaken>(manager, {
    name: 'track-overtaken',
    text: 'SELECT at, reason FROM overtaking WHERE ticket = $1 ORDER BY at',
    values: [ticket.id],
  });
