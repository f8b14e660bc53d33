import {
  bookAppointment,
  checkInAppointment,
  Refusal,
  type BookingRequest,
  type cancelAppointment,
  type getAppointment,
  type InputOf,
  type IssuedTicket,
  type moveAppointment,
  type Office,
  type Principal,
  type Ticket,
} from '@kezek/contracts';
import { instantFrom, type Once, parseKazakhMobile, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { hasEndedDay } from '../offices/day-end.query';
import { openingOf, refuseClosed } from '../offices/opening.rules';
import { hashesOf } from '../persons/person.query';
import { PersonsService, type Person } from '../persons/persons.service';
import { appointmentEndsAt } from '../changes/due.rules';
import { termsOf } from '../changes/issue.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { actionsIn } from '../tickets/ticket.rules';
import { WritingService, type SealedTicket } from '../changes/writing.service';
import { bookedTicketOf, saveAppointment, type Kept } from './appointment.query';
import { differs, isItsDay, prefixOf } from './appointment.rules';
import { AppointmentsService } from './appointments.service';

/** What booking systems do over REST. */
@Injectable()
export class BookingsService {
  constructor(
    private readonly work: Work,
    private readonly persons: PersonsService,
    private readonly appointments: AppointmentsService,
    private readonly writing: WritingService,
  ) {}

  /**
   * The same reference with the same content is the same ticket; who books it alone gets its tracking token, and only
   * then and with the same key.
   */
  async book(
    input: InputOf<typeof bookAppointment>,
    caller: Principal,
  ): Promise<Once<IssuedTicket> | Once<Ticket>> {
    const call = { operation: bookAppointment, input, client: caller.subject };
    const done = await this.persons.once(call, async (tx, now): Promise<SealedTicket | Ticket> => {
      const { office, kept } = await this.appointments.find(tx, input.params.office, input.body.reference);
      const asked = { office, body: input.body, caller, now };
      if (kept !== undefined && !this.#isFree(kept))
        return this.writing.view(tx, await this.#same(tx, kept, asked));
      return this.writing.sealed(tx, await this.#book(tx, asked, kept));
    });
    const { response, ...once } = done;
    return isSealed(response) ? this.writing.told({ ...once, response }) : { ...once, response };
  }

  read({ params }: InputOf<typeof getAppointment>): Promise<Ticket> {
    return this.work.run(async (tx) => {
      const ticket = await bookedTicketOf(tx, params.office, params.reference);
      if (ticket === undefined) throw new Refusal('not-found');
      return this.writing.view(tx, ticket);
    });
  }

  move({ params, body }: InputOf<typeof moveAppointment>, caller: Principal): Promise<Ticket> {
    return this.work.run(async (tx, now) => {
      const { office, kept } = await this.#ours(tx, params);
      const { appointment, ticket } = kept;
      const service = body.service ?? appointment.service;
      const startsAt = body.startsAt === undefined ? appointment.startsAt : instantFrom(body.startsAt);
      if (ticket.state !== 'booked') throw wrongState(ticket);
      if (!differs(appointment, { service, startsAt })) return this.writing.view(tx, ticket);
      prefixOf(office, service);
      await refuseTime(tx, office, startsAt, now);
      if (service !== appointment.service)
        await this.persons.refuseMove(tx, { office, services: [service], ticket: ticket.id, caller });
      const by = { actor: caller.subject, now };
      const moved = await this.appointments.move(tx, { office, ticket, to: { service, startsAt } }, by);
      const version = appointment.version + 1;
      await saveAppointment(tx, { ...appointment, version, service, startsAt }, moved, now);
      return this.writing.view(tx, moved);
    });
  }

  cancel({ params }: InputOf<typeof cancelAppointment>, caller: Principal): Promise<Ticket> {
    return this.work.run(async (tx, now) => {
      const { appointment, ticket } = (await this.#ours(tx, params)).kept;
      const after = await this.appointments.cancel(tx, ticket, { actor: caller.subject, now });
      if (after.state !== 'cancelled') throw wrongState(after);
      const version = appointment.version + 1;
      if (ticket.state !== 'cancelled')
        await saveAppointment(tx, { ...appointment, version, state: 'cancelled' }, after, now);
      return this.writing.view(tx, after);
    });
  }

  /** Who is there already stays where he stands. */
  checkIn(input: InputOf<typeof checkInAppointment>, caller: Principal): Promise<Once<Ticket>> {
    const { office: code, reference } = input.params;
    const call = { operation: checkInAppointment, input, client: caller.subject };
    return this.work.once(call, async (tx, now) => {
      const { office, kept } = await this.appointments.find(tx, code, reference);
      if (kept === undefined) throw new Refusal('not-found');
      const { appointment, ticket } = kept;
      if (ticket.outcome !== null) throw wrongState(ticket);
      if (ticket.state !== 'booked') return this.writing.view(tx, ticket);
      if (!isItsDay(office, appointment.startsAt, now))
        throw wrongState(ticket, `the appointment is on ${ticket.businessDay}`);
      return this.writing.view(
        tx,
        await this.appointments.arrive(tx, office, kept, { actor: caller.subject, now }),
      );
    });
  }

  /** Who has called an appointment off may make another one under its reference. */
  #isFree(kept: Kept): boolean {
    return (
      kept.appointment.state === 'cancelled' &&
      kept.ticket.outcome !== null &&
      !this.appointments.isVisit(kept)
    );
  }

  async #book(tx: Tx, { office, body, caller, now }: Asked, before?: Kept): Promise<TicketRow> {
    const { reference, service, language, priority } = body;
    const staff = caller.scopes.includes('queue:operate');
    const terms = termsOf(
      office,
      { ...personOf(body), service, channel: 'system', language, priority },
      { now, staff },
    );
    if (terms instanceof Refusal) throw terms;
    const startsAt = instantFrom(body.startsAt);
    await refuseTime(tx, office, startsAt, now);
    const person = { phone: terms.phone, iin: body.iin };
    const hashes = await this.persons.refuse(tx, { office, services: [service], person, caller, now });
    const { phone, emergency } = terms;
    const booking = {
      reference,
      service,
      startsAt,
      language,
      priority,
      person: { ...hashes, phone, emergency },
    };
    const ticket = await this.appointments.book(tx, office, booking, { actor: caller.subject, now });
    const version = (before?.appointment.version ?? 0) + 1;
    const appointment = { office: office.code, reference, source: caller.subject, version };
    await saveAppointment(tx, { ...appointment, state: 'booked', service, startsAt }, ticket, now);
    return ticket;
  }

  /** @throws Refusal `appointment-exists` where the content is another */
  async #same(tx: Tx, { appointment, ticket }: Kept, { body }: Asked): Promise<TicketRow> {
    const { service, language, priority = null, phone, iin } = body;
    const parsed = phone === undefined ? undefined : parseKazakhMobile(phone);
    const person = { phone: parsed?.ok === true ? parsed.e164 : phone, iin };
    const elsewhere = differs(appointment, { service, startsAt: instantFrom(body.startsAt) });
    const same =
      !elsewhere &&
      ticket.language === language &&
      ticket.priority === priority &&
      (await this.#isOf(tx, ticket, person));
    if (!same) throw new Refusal('appointment-exists');
    return ticket;
  }

  /** Of a ticket that is over it may be forgotten who held it. */
  async #isOf(tx: Tx, { id, outcome }: TicketRow, person: Person): Promise<boolean> {
    const hashes = await hashesOf(tx, id);
    const forgotten = outcome !== null && !hashes.phoneHash && !hashes.iinHash;
    return forgotten || this.persons.isSame(hashes, person);
  }

  /** What the visits service keeps is not for others to change. */
  async #ours(tx: Tx, { office, reference }: { office: string; reference: string }) {
    const found = await this.appointments.find(tx, office, reference);
    const { kept } = found;
    if (kept === undefined || this.appointments.isVisit(kept)) throw new Refusal('not-found');
    return { ...found, kept };
  }
}

interface Asked {
  readonly office: Office;
  readonly body: BookingRequest;
  readonly caller: Principal;
  readonly now: Date;
}

const isSealed = (ticket: SealedTicket | Ticket): ticket is SealedTicket => 'sealedToken' in ticket;

const personOf = ({ phone, iin }: Person): Person => ({
  ...(phone !== undefined && { phone }),
  ...(iin !== undefined && { iin }),
});

const wrongState = ({ state }: TicketRow, detail?: string): Refusal =>
  new Refusal('ticket-wrong-state', {
    state,
    actions: actionsIn(state),
    ...(detail !== undefined && { detail }),
  });

/** @throws Refusal `appointment-in-past`, `office-closed` */
async function refuseTime(tx: Tx, office: Office, startsAt: Date, now: Date): Promise<void> {
  if (appointmentEndsAt(startsAt, office.rules.appointmentGraceMinutes) < now)
    throw new Refusal('appointment-in-past', {
      errors: [{ pointer: '/startsAt', code: 'appointment-in-past' }],
    });
  const ended = await hasEndedDay(tx, office, startsAt);
  const opening = openingOf(office, startsAt, ended);
  if (!opening.open) throw refuseClosed(office, opening.opensAt);
}
