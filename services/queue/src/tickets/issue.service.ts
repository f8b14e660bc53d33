import { randomBytes } from 'node:crypto';
import {
  issueTicket,
  Refusal,
  ticketIssued,
  type InputOf,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { emit, uuidv7, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ContactsService } from '../contacts/contacts.service';
import { OfficesService } from '../offices/offices.service';
import { Work } from '../work.service';
import { insertTicket } from './issue.query';
import { termsOf, type Terms } from './issue.rules';
import { ticketEvent } from './ticket-event.rules';
import { TicketViews } from './ticket-view.query';

type Input = InputOf<typeof issueTicket>;

const handleBytes = 16;

@Injectable()
export class IssueService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly contacts: ContactsService,
    private readonly views: TicketViews,
  ) {}

  /** The same key gives the same ticket, with the answer as it was. */
  issue(input: Input, caller: Principal): Promise<Once<Ticket>> {
    // What is stored with the key must not hold a number, nor a digest of one that could be found by trying.
    const { phone, iin, ...rest } = input.body;
    const body = { ...rest, person: this.contacts.tokenOf({ phone, iin }) };
    const call = { operation: issueTicket, input: { ...input, body }, client: caller.subject };
    return this.work.once(call, (tx, now) => this.#issue(tx, input, caller, now));
  }

  async #issue(tx: Tx, { params, body }: Input, caller: Principal, now: Date): Promise<Ticket> {
    const office = await this.offices.read(tx, params.office);
    const terms = termsOf(office, body, now);
    if (terms instanceof Refusal) throw terms;
    const id = uuidv7(now.getTime());
    const handle = randomBytes(handleBytes).toString('base64url');
    const contactRef = await this.#keep(tx, { terms, ticket: id, handle, now });
    const ticket = await insertTicket(tx, {
      ...{ id, handle, contactRef, terms, request: body, issuedAt: now },
      ...{ office: office.code, actor: caller.subject },
      iinHash: body.iin === undefined ? undefined : this.contacts.iinHash(body.iin),
    });
    const [view] = await this.views.viewOf(tx, [ticket]);
    if (view === undefined) throw new Error('a view for each ticket');
    const { position, estimate } = view;
    await emit(
      tx,
      ticketEvent(ticketIssued, ticket, { position, ...(estimate.known && { band: estimate.band }) }),
    );
    return view;
  }

  async #keep(
    tx: Tx,
    { terms, ticket, handle, now }: { terms: Terms; ticket: string; handle: string; now: Date },
  ): Promise<string | undefined> {
    const { phone, language } = terms;
    return phone === undefined ? undefined : this.contacts.keep(tx, { ticket, phone, language, handle, now });
  }
}
