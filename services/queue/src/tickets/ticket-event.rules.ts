import type { EventDefinition, NewEvent } from '@kezek/contracts';
import type { TicketRow } from './ticket.row';

const iso = (instant: Date | null): string | undefined => instant?.toISOString();

/**
 * A fact about a ticket as it is now. Everything that any of its events may say is offered here: the event's own
 * schema takes what belongs to it.
 */
export function ticketEvent(
  definition: EventDefinition,
  ticket: TicketRow,
  said: Readonly<Record<string, unknown>> = {},
): NewEvent<EventDefinition> {
  return {
    definition,
    subject: ticket.id,
    key: ticket.office,
    sequence: ticket.version,
    time: ticket.changedAt.toISOString(),
    data: {
      office: ticket.office,
      ticket: ticket.id,
      number: ticket.number,
      service: ticket.service,
      state: ticket.state,
      version: ticket.version,
      language: ticket.language,
      businessDay: ticket.businessDay,
      channel: ticket.channel,
      issuedAt: iso(ticket.issuedAt),
      syncedAt: iso(ticket.syncedAt),
      basisAt: iso(ticket.basisAt),
      targetAt: iso(ticket.targetAt),
      dueAt: iso(ticket.dueAt),
      contactRef: ticket.contactRef ?? undefined,
      counter: ticket.counter ?? undefined,
      calledAt: iso(ticket.calledAt),
      expiresAt: iso(ticket.callExpiresAt),
      servingStartedAt: iso(ticket.servingStartedAt),
      outcome: ticket.outcome ?? undefined,
      durationReliable: ticket.durationReliable,
      ...said,
    },
  };
}
