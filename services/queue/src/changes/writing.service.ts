import { randomBytes } from 'node:crypto';
import { ticketIssued, type Ticket } from '@kezek/contracts';
import { emit, uuidv7, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ContactsService } from '../contacts/contacts.service';
import { insertTicket, type NewTicket } from './issue.query';
import { ticketEvent } from '../tickets/ticket-event.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { TicketViews } from '../waiting/ticket-view.query';

const trackingTokenBytes = 16;

/** A ticket to be written: its id, tracking token and (unless somebody else keeps it) contact are made here. */
export type Issue = Omit<NewTicket, 'id' | 'trackingToken' | 'contactRef'> &
  Partial<Pick<NewTicket, 'contactRef'>>;

/** How a new ticket is written and told of, whoever it comes from. */
@Injectable()
export class WritingService {
  constructor(
    private readonly contacts: ContactsService,
    private readonly views: TicketViews,
  ) {}

  /** Writes a ticket, with the visitor's number kept apart. */
  async write(tx: Tx, issue: Issue): Promise<TicketRow> {
    const id = uuidv7(issue.issuedAt.getTime());
    const trackingToken = randomBytes(trackingTokenBytes).toString('base64url');
    const { phone, language } = issue.terms;
    const contact = { ticket: id, language, trackingToken, now: issue.issuedAt };
    const kept = phone === undefined ? undefined : await this.contacts.keep(tx, { ...contact, phone });
    return insertTicket(tx, { ...issue, id, trackingToken, contactRef: kept ?? issue.contactRef });
  }

  /** Tells everybody of a ticket that was written, and its caller where it stands. */
  async tell(tx: Tx, ticket: TicketRow): Promise<Ticket> {
    const view = await this.view(tx, ticket);
    const { position, estimate } = view;
    await emit(
      tx,
      ticketEvent(ticketIssued, ticket, { position, ...(estimate.known && { band: estimate.band }) }),
    );
    return view;
  }

  view(tx: Tx, ticket: TicketRow): Promise<Ticket> {
    return this.views.view(tx, ticket);
  }
}
