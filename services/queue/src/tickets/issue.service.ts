import { randomBytes } from 'node:crypto';
import {
  issueTicket,
  Refusal,
  ticketIssued,
  type InputOf,
  type Office,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { emit, uuidv7, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ContactsService } from '../contacts/contacts.service';
import { dayEndOf } from '../offices/day-end.query';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { dayOf, endsInTime, openingOf, refuseClosed } from '../offices/opening.rules';
import { PersonsService } from '../persons/persons.service';
import { Work } from '../work.service';
import { deadlineOf } from './due.rules';
import { insertTicket, type NewTicket } from './issue.query';
import { termsOf, type Terms } from './issue.rules';
import { expectedMinutes, shortestWait } from './queue.query';
import { ticketEvent } from './ticket-event.rules';
import type { TicketRow } from './ticket.row';
import { TicketViews } from './ticket-view.query';

type Input = InputOf<typeof issueTicket>;

const handleBytes = 16;

/** A ticket to be written: its id, handle and contact are made here. */
export type Issue = Omit<NewTicket, 'id' | 'handle' | 'contactRef'>;

@Injectable()
export class IssueService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly contacts: ContactsService,
    private readonly persons: PersonsService,
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
    await shareOffice(tx, params.office);
    const office = await this.offices.read(tx, params.office);
    const terms = termsOf(office, body, { now, staff: caller.scopes.includes('queue:operate') });
    if (terms instanceof Refusal) throw terms;
    await refuseOutOfHours(tx, office, body.service, now);
    const services = [body.service, ...(body.furtherServices ?? [])];
    const person = { phone: terms.phone, iin: body.iin };
    const hashes = await this.persons.refuse(tx, { office, services, person, caller, now });
    const service = (await shortestWait(tx, office, services, now)) ?? body.service;
    const ticket = await this.write(tx, {
      ...{ office: office.code, request: body, service, terms: termsFor(office, service, terms), state: 'waiting' },
      ...{ planned: services.filter((code) => code !== service), issuedAt: now, actor: caller.subject, ...hashes },
    });
    return this.tell(tx, ticket);
  }

  /** Writes a ticket, with the visitor's number kept apart. */
  async write(tx: Tx, issue: Issue): Promise<TicketRow> {
    const id = uuidv7(issue.issuedAt.getTime());
    const handle = randomBytes(handleBytes).toString('base64url');
    const { phone, language } = issue.terms;
    const contact = { ticket: id, language, handle, now: issue.issuedAt };
    const contactRef = phone === undefined ? undefined : await this.contacts.keep(tx, { ...contact, phone });
    return insertTicket(tx, { ...issue, id, handle, contactRef });
  }

  /** Tells everybody of a ticket that was written, and its caller where it stands. */
  async tell(tx: Tx, ticket: TicketRow): Promise<Ticket> {
    const [view] = await this.views.viewOf(tx, [ticket]);
    if (view === undefined) throw new Error('a view for each ticket');
    const { position, estimate } = view;
    await emit(
      tx,
      ticketEvent(ticketIssued, ticket, { position, ...(estimate.known && { band: estimate.band }) }),
    );
    return view;
  }
}

/** The terms of the step that comes first; what was asked for gave the number. */
function termsFor(office: Office, service: string, terms: Terms): Terms {
  const first = office.services.find(({ code }) => code === service);
  if (first === undefined) return terms;
  const creditMinutes = (terms.targetAt.getTime() - terms.dueAt.getTime()) / 60_000;
  return { ...terms, ...deadlineOf(terms.basisAt, { targetMinutes: first.target.minutes, creditMinutes }) };
}

/** @throws Refusal `office-closed`, or `closing-soon` when those who wait will take until closing time */
async function refuseOutOfHours(tx: Tx, office: Office, service: string, now: Date): Promise<void> {
  const ended = (await dayEndOf(tx, office, now)) !== undefined;
  const opening = openingOf(office, now, ended);
  if (!opening.open) throw refuseClosed(office, opening.opensAt);
  if (opening.until === undefined) return;
  if (endsInTime(now, opening.until, await expectedMinutes(tx, office, service, now))) return;
  const then = openingOf(office, opening.until, ended);
  const opensAt = then.open ? opening.until : then.opensAt;
  // Who comes before a break may wait through it.
  if (opensAt && dayOf(office, opensAt) === dayOf(office, now)) return;
  throw refuseClosed(office, opensAt, 'closing-soon');
}
