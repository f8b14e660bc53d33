import { ticketIssued, type IssuedTicket, type Office, type Ticket } from '@kezek/contracts';
import { emit, uuidv7, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ContactsService } from '../contacts/contacts.service';
import { TrackingTokens } from '../contacts/tracking-tokens.service';
import { insertTicket, type NewTicket } from './issue.query';
import { noShowsSince } from './number.query';
import { sealedTokenOf } from '../tickets/ticket-access.query';
import { ticketEvent } from '../tickets/ticket-event.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { TicketViews } from '../waiting/ticket-view.query';

/** A ticket to be written: its id, and what it does not bring along of tracking token and contact, are made here. */
export type Issue = Omit<NewTicket, 'id' | 'token' | 'contactRef' | 'office' | 'noShowsSince'> &
  Partial<Pick<NewTicket, 'contactRef'>> & {
    readonly office: Office;
    readonly trackingToken?: string;
    /** Where it is heard of later than it was issued. */
    readonly now?: Date;
  };

/** A ticket that was written, and its tracking token for who issues it. */
export interface Written {
  readonly ticket: TicketRow;
  readonly sealedToken: Buffer;
}

/** A ticket for who issues it, as it may be stored. */
export type SealedTicket = Ticket & {
  /** Base64. */
  readonly sealedToken: string;
};

/** How a new ticket is written and told of, whoever it comes from. */
@Injectable()
export class WritingService {
  constructor(
    private readonly contacts: ContactsService,
    private readonly tokens: TrackingTokens,
    private readonly views: TicketViews,
  ) {}

  /** Writes a ticket, with the visitor's number kept apart. */
  async write(tx: Tx, issue: Issue): Promise<Written> {
    const { now = issue.issuedAt, trackingToken = this.tokens.make() } = issue;
    const id = uuidv7(now.getTime());
    const { phone, language } = issue.terms;
    const contact = { ticket: id, language, trackingToken, now };
    const kept = phone === undefined ? undefined : await this.contacts.keep(tx, { ...contact, phone });
    const token = this.tokens.keep(id, trackingToken);
    const ticket = await insertTicket(tx, {
      ...issue,
      id,
      token,
      office: issue.office.code,
      contactRef: kept ?? issue.contactRef,
      noShowsSince: noShowsSince(issue.office, now),
    });
    return { ticket, sealedToken: token.sealed };
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

  /** For who issued a ticket that was written before. */
  async sealed(tx: Tx, ticket: TicketRow): Promise<SealedTicket> {
    return this.seal(await this.view(tx, ticket), await sealedTokenOf(tx, ticket.id));
  }

  /** For who issues: to be stored with the key of the request, and `told` then and whenever it is repeated. */
  seal(ticket: Ticket, sealedToken: Buffer): SealedTicket {
    return { ...ticket, sealedToken: sealedToken.toString('base64') };
  }

  told({ response: { sealedToken, ...ticket }, ...once }: Once<SealedTicket>): Once<IssuedTicket> {
    const trackingToken = this.tokens.open(ticket.id, Buffer.from(sealedToken, 'base64'));
    return { ...once, response: { ...ticket, trackingToken } };
  }
}
