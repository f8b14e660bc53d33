import type { EventEnvelope, Language, ticketEvents } from '@kezek/contracts';
import { type EventContext, instantFrom, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Contacts } from '../contacts/contacts.service';
import { Requests } from '../requests/requests.service';
import { untrueAfter, type Wanted } from './ticket-messages.rules';

/** What every event of a ticket tells. */
export type TicketFacts = Pick<
  z.output<(typeof ticketEvents)[number]['data']>,
  'ticket' | 'office' | 'language' | 'contactRef'
>;

/** The transaction of an event, and where it stands. */
export type Place = Pick<EventContext, 'tx' | 'topic' | 'partition' | 'offset'>;

/** What the visitor of a ticket is told, and what is taken back. */
@Injectable()
export class Tickets {
  constructor(
    private readonly requests: Requests,
    private readonly contacts: Contacts,
  ) {}

  /** The visitor comes on another day, and is to be reached then: longer than contacts are kept else. */
  async comesLater(tx: Tx, { contactRef }: TicketFacts, until: string | undefined): Promise<void> {
    if (contactRef === undefined || until === undefined) return;
    await this.contacts.lock(tx, contactRef);
    await this.contacts.need(tx, contactRef, instantFrom(until));
  }

  /** First what has become untrue goes, then what is new is said. */
  async happened(context: Place, event: EventEnvelope<TicketFacts>, wanted?: Wanted): Promise<void> {
    const { tx } = context;
    const { contactRef } = event.data;
    if (contactRef !== undefined) await this.contacts.lock(tx, contactRef);
    const templates = untrueAfter[event.type] ?? [];
    const since = { event: event.id, reason: reasonOf(event.type) };
    if (templates.length > 0)
      await this.requests.cancel(tx, { reference: event.data.ticket, templates, ...since });
    if (wanted !== undefined) await this.tell(context, event, wanted);
  }

  private async tell(
    { tx, topic, partition, offset }: Place,
    event: EventEnvelope<TicketFacts>,
    wanted: Wanted,
  ): Promise<void> {
    const { ticket, office, language, contactRef } = event.data;
    if (contactRef === undefined) return;
    await this.requests.request(tx, {
      cause: {
        event: event.id,
        type: event.type,
        topic,
        partition,
        offset,
        ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
      },
      template: wanted.template,
      language: language satisfies Language,
      contactRef,
      arguments: wanted.arguments,
      office,
      reference: ticket,
      from: instantFrom(wanted.from),
      ...(wanted.expiresAt !== undefined && { expiresAt: instantFrom(wanted.expiresAt) }),
      ...(wanted.until !== undefined && { until: instantFrom(wanted.until) }),
    });
  }
}

/** `queue.ticket.served` → `ticket-served` */
const reasonOf = (type: string): string => `ticket-${type.split('.').at(-1) ?? 'changed'}`;
