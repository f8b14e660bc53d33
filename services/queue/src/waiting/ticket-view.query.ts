import type { Estimate, Office, Resource, Ticket, TicketStep } from '@kezek/contracts';
import { Clock } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { absentFor } from './next.rules';
import { estimateIn, queueOf, type OfficeQueue } from './queue.query';
import type { TicketRow } from '../tickets/ticket.row';
import { actionsOf } from '../tickets/ticket.rules';

export interface Standing {
  readonly position?: number;
  readonly waitingFor?: Resource[];
  readonly estimate: Estimate;
}

/** Tickets as callers see them: the row, where it stands now, and what can be done with it. */
@Injectable()
export class TicketViews {
  constructor(
    private readonly offices: OfficesService,
    private readonly clock: Clock,
  ) {}

  async view(manager: EntityManager, ticket: TicketRow): Promise<Ticket> {
    const [standing = notWaiting] = await this.standingsOf(manager, [ticket]);
    return toTicket(ticket, standing);
  }

  async viewOf(manager: EntityManager, tickets: readonly TicketRow[]): Promise<Ticket[]> {
    const standings = await this.standingsOf(manager, tickets);
    return tickets.map((ticket, index) => toTicket(ticket, standings[index] ?? notWaiting));
  }

  /** In the order of `tickets`. */
  async standingsOf(manager: EntityManager, tickets: readonly TicketRow[]): Promise<Standing[]> {
    const standings = new Map<string, Standing>();
    const waiting = tickets.filter(({ state }) => state === 'waiting');
    for (const code of new Set(waiting.map(({ office }) => office))) {
      const here = waiting.filter(({ office }) => office === code);
      const office = await this.offices.read(manager, code);
      const queue = await queueOf(manager, office, { tickets: here, now: this.clock.now() });
      for (const ticket of here) standings.set(ticket.id, this.#standing(office, queue, ticket));
    }
    return tickets.map(({ id }) => standings.get(id) ?? notWaiting);
  }

  #standing(office: Office, queue: OfficeQueue, ticket: TicketRow): Standing {
    const ahead = queue.ahead.get(ticket.id) ?? [];
    const waitedMinutes = (this.clock.now().getTime() - ticket.basisAt.getTime()) / 60_000;
    const targetMinutes = (ticket.targetAt.getTime() - ticket.basisAt.getTime()) / 60_000;
    const wanted = { service: ticket.service, ahead, waitedMinutes, targetMinutes };
    const { estimate, people } = estimateIn(office, queue, wanted);
    const service = office.services.find(({ code }) => code === ticket.service);
    const waitingFor = service ? absentFor(service, queue.present) : [];
    return { position: people + 1, estimate, ...(waitingFor.length > 0 && { waitingFor }) };
  }
}

const notWaiting: Standing = { estimate: { known: false, reason: 'not-waiting' } };

const optional = <K extends string, V>(key: K, value: V | null): Partial<Record<K, V>> =>
  value === null ? {} : ({ [key]: value } as Record<K, V>);

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

function toTicket(ticket: TicketRow, standing: Standing): Ticket {
  const { id, office, service, number, state, version, outcome } = ticket;
  return {
    id,
    office,
    service,
    number,
    state,
    version,
    channel: ticket.channel,
    language: ticket.language,
    businessDay: ticket.businessDay,
    issuedAt: ticket.issuedAt.toISOString(),
    ...optional('syncedAt', instant(ticket.syncedAt)),
    ...optional('saidAt', instant(ticket.saidAt)),
    dueAt: ticket.dueAt.toISOString(),
    ...standing,
    ...optional('outcome', outcome),
    ...optional('reason', ticket.reason),
    ...optional('counter', ticket.counter),
    ...optional('firstCalledAt', instant(ticket.firstCalledAt)),
    ...optional('servingStartedAt', instant(ticket.servingStartedAt)),
    ...optional('endedAt', instant(ticket.endedAt)),
    ...optional('priority', ticket.priority),
    ...appointmentOf(ticket),
    ...optional('returnOn', ticket.returnOn),
    ...optional('forCounter', ticket.forCounter),
    overtakenTimes: ticket.overtakenTimes,
    steps: stepsOf(ticket),
    actions: actionsOf(ticket),
  };
}

/** Those over, the present one, and those still to come: which end with the visit, and never as served. */
function stepsOf({ service, state, outcome, planned, endedSteps }: TicketRow): TicketStep[] {
  const ended = outcome !== null && { state: state === 'served' ? 'closed-unserved' : state, outcome };
  const left = planned.map((code): TicketStep => ({ service: code, ...(ended || { state: 'booked' }) }));
  return [...endedSteps, { service, state, ...optional('outcome', outcome) }, ...left];
}

const appointmentOf = ({
  appointmentReference: reference,
  appointmentAt: at,
}: TicketRow): Pick<Ticket, 'appointment'> =>
  reference === null || at === null ? {} : { appointment: { reference, startsAt: at.toISOString() } };
