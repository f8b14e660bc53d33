import {
  issueTicket,
  Refusal,
  type InputOf,
  type IssuedTicket,
  type Office,
  type Principal,
} from '@kezek/contracts';
import type { Once, Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ArrivalsService } from '../appointments/arrivals.service';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { dayOf, openingOf, refuseClosed, restOfDay } from '../offices/opening.rules';
import { targetMinutesOn } from '../offices/target.rules';
import { PersonsService } from '../persons/persons.service';
import { deadlineOf } from '../changes/due.rules';
import { termsOf, type Terms } from '../changes/issue.rules';
import { expectedMinutes, shortestWait } from '../waiting/queue.query';
import { WritingService, type SealedTicket } from '../changes/writing.service';

type Input = InputOf<typeof issueTicket>;

@Injectable()
export class IssueService {
  constructor(
    private readonly offices: OfficesService,
    private readonly persons: PersonsService,
    private readonly arrivals: ArrivalsService,
    private readonly writing: WritingService,
  ) {}

  /** The same key gives the same ticket, with the answer as it was. */
  async issue(input: Input, caller: Principal): Promise<Once<IssuedTicket>> {
    const call = { operation: issueTicket, input, client: caller.subject };
    return this.writing.told(await this.persons.once(call, (tx, now) => this.#issue(tx, input, caller, now)));
  }

  async #issue(tx: Tx, { params, body }: Input, caller: Principal, now: Date): Promise<SealedTicket> {
    await shareOffice(tx, params.office);
    const office = await this.offices.read(tx, params.office);
    const booked = await this.arrivals.claim(tx, office, body.appointment?.reference, { caller, now });
    // Whoever comes is told at the kiosk what the booking system was told, or nobody yet.
    if (booked) return this.writing.sealed(tx, booked);
    const terms = termsOf(office, body, { now, staff: caller.scopes.includes('queue:operate') });
    if (terms instanceof Refusal) throw terms;
    const ended = (await this.offices.lastEndedDay(tx, office.code)) === dayOf(office, now);
    await refuseOutOfHours(tx, { office, ended, service: body.service, now });
    const services = [body.service, ...(body.furtherServices ?? [])];
    const person = { phone: terms.phone, iin: body.iin };
    const hashes = await this.persons.refuse(tx, { office, services, person, caller, now });
    const service = (await shortestWait(tx, office, services, now)) ?? body.service;
    const { ticket, sealedToken } = await this.writing.write(tx, {
      office,
      request: body,
      service,
      terms: termsFor(office, service, terms),
      state: 'waiting',
      planned: services.filter((code) => code !== service),
      issuedAt: now,
      actor: caller.subject,
      ...hashes,
    });
    await this.arrivals.remember(tx, ticket);
    return this.writing.seal(await this.writing.tell(tx, ticket), sealedToken);
  }
}

/** The terms of the step that comes first; what was asked for gave the number. */
function termsFor(office: Office, service: string, terms: Terms): Terms {
  const first = office.services.find(({ code }) => code === service);
  if (first === undefined) return terms;
  const priorityMinutes = (terms.targetAt.getTime() - terms.dueAt.getTime()) / 60_000;
  const targetMinutes = targetMinutesOn(first, terms.businessDay);
  return { ...terms, ...deadlineOf(terms.basisAt, { targetMinutes, priorityMinutes }) };
}

interface Coming {
  readonly office: Office;
  /** Its day was ended before its hours did. */
  readonly ended: boolean;
  readonly service: string;
  readonly now: Date;
}

/** @throws Refusal `office-closed`, or `closing-soon` when those who wait will take until closing time */
async function refuseOutOfHours(tx: Tx, { office, ended, service, now }: Coming): Promise<void> {
  const opening = openingOf(office, now, ended);
  if (!opening.open) throw refuseClosed(office, opening.opensAt);
  const { minutes, opensAt } = restOfDay(office, now);
  if (minutes === Infinity || (await expectedMinutes(tx, office, service, now)) <= minutes) return;
  throw refuseClosed(office, opensAt, 'closing-soon');
}
