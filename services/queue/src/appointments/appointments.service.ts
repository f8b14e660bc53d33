import type { Language, Office, VisitData } from '@kezek/contracts';
import { ContractViolation, instantFrom, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { shareOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { dayOf } from '../offices/opening.rules';
import type { PersonHashes } from '../persons/person.query';
import { DecidingService } from '../changes/deciding.service';
import { nextNumber } from '../changes/number.query';
import type { Terms } from '../changes/issue.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { WritingService } from '../changes/writing.service';
import {
  keptOf,
  knownOf,
  lockReference,
  saveAppointment,
  ticketOf,
  type Appointment,
  type Kept,
  type Visitor,
} from './appointment.query';
import { canCancel, deedsFor, prefixOf, rankAt, type Deed, type Said } from './appointment.rules';
import { ArrivalsService, type By } from './arrivals.service';

/** What is to be booked; what a person alone has is left out where a service books. */
export interface Booking {
  readonly reference: string;
  readonly service: string;
  readonly startsAt: Date;
  readonly language: Language;
  readonly priority?: string | undefined;
  readonly contactRef?: string | undefined;
  readonly person?: PersonHashes & Pick<Terms, 'phone' | 'emergency'>;
}

const visits = 'visits';
const nobody = { phoneHash: undefined, iinHash: undefined, phone: undefined, emergency: false };

/** What becomes of a ticket that is booked, whoever books it: the one definition for REST and for events. */
@Injectable()
export class AppointmentsService {
  constructor(
    private readonly offices: OfficesService,
    private readonly writing: WritingService,
    private readonly deciding: DecidingService,
    private readonly arrivals: ArrivalsService,
  ) {}

  /** The appointment as it stands, and everybody else who asks for it waits. */
  async find(tx: Tx, code: string, reference: string): Promise<{ office: Office; kept: Kept | undefined }> {
    await shareOffice(tx, code);
    const office = await this.offices.read(tx, code);
    await lockReference(tx, code, reference);
    return { office, kept: await keptOf(tx, code, reference) };
  }

  /** Whether the visits service keeps it. */
  isVisit({ appointment }: Kept): boolean {
    return appointment.source === visits;
  }

  /** A new ticket, with a number of the appointment's own day. */
  async book(tx: Tx, office: Office, booking: Booking, { actor, now }: By): Promise<TicketRow> {
    const { reference, service, startsAt, language, priority } = booking;
    const { phone, emergency, ...hashes } = booking.person ?? nobody;
    const terms = {
      phone,
      emergency,
      language,
      appointmentAt: startsAt,
      businessDay: dayOf(office, startsAt),
    };
    const rank = rankAt(office, { service, priority, appointmentAt: startsAt });
    const appointment = { reference, startsAt: startsAt.toISOString() };
    const { ticket } = await this.writing.write(tx, {
      office,
      service,
      planned: [],
      state: 'booked',
      issuedAt: now,
      actor,
      ...hashes,
      contactRef: booking.contactRef,
      terms: { ...terms, ...rank, prefix: prefixOf(office, service) },
      request: { channel: 'system', language, priority, appointment },
    });
    await this.writing.tell(tx, ticket);
    return ticket;
  }

  /** To another time or service; on another day, or in another series, under another number. */
  async move(
    tx: Tx,
    { office, ticket, to }: { office: Office; ticket: TicketRow; to: Omit<Said, 'state'> },
    by: By,
  ): Promise<TicketRow> {
    const { service, startsAt } = to;
    const [prefix, businessDay] = [prefixOf(office, service), dayOf(office, startsAt)];
    const stays = businessDay === ticket.businessDay && prefix === prefixOf(office, ticket.service);
    const draw = { office, prefix, businessDay, now: by.now, ticket };
    const moved = await this.deciding.apply(
      tx,
      ticket,
      {
        action: 'reschedule',
        service,
        appointmentAt: startsAt,
        ...rankAt(office, { service, priority: ticket.priority, appointmentAt: startsAt }),
        renumbered: stays ? undefined : await nextNumber(tx, draw),
      },
      { by: 'system', ...by },
    );
    if (moved === undefined) throw new Error('a locked ticket was changed by somebody else');
    return moved;
  }

  async arrive(tx: Tx, office: Office, { appointment, ticket }: Kept, by: By): Promise<TicketRow> {
    const arrived = await this.arrivals.arrive(tx, { office, ticket, at: by.now }, by);
    await saveAppointment(tx, { ...appointment, state: 'checked-in' }, arrived, by.now);
    return arrived;
  }

  /** Who stands at a counter already, or has ended, stays as he is. */
  cancel(tx: Tx, { id }: TicketRow, by: By): Promise<TicketRow> {
    const command = { action: 'withdraw', reason: 'appointment-cancelled' } as const;
    return this.deciding.retried(async () => {
      const ticket = await ticketOf(tx, id);
      return canCancel(ticket.state)
        ? this.deciding.apply(tx, ticket, command, { by: 'system', ...by })
        : ticket;
    });
  }

  /**
   * Brings a ticket to what the visits service says. What is older than what is known changes nothing.
   * @throws Refusal when the office or the service is not known here (yet)
   */
  async follow(tx: Tx, visit: VisitData, now: Date): Promise<void> {
    const { office, kept } = await this.find(tx, visit.office, visit.visit);
    if (kept !== undefined && kept.appointment.source !== visits && kept.appointment.version > 0)
      throw new ContractViolation(`the reference is another appointment's: ${visit.visit}`);
    if (kept !== undefined && kept.appointment.version >= visit.version) return;
    const { state, service } = visit;
    const said = { state, service, startsAt: instantFrom(visit.startsAt) };
    let ticket = kept?.ticket;
    const visitor = visitorOf(office, visit);
    const known = kept && { ...knownOf(kept), renewed: !isDescribed(kept.ticket, visitor) };
    for (const deed of deedsFor(known, said))
      ticket = await this.#perform(
        tx,
        deed,
        { office, visit, said, visitor, ticket },
        { actor: visits, now },
      );
    if (ticket === undefined) throw new Error('an appointment always has a ticket');
    const { visit: reference, version } = visit;
    const appointment: Appointment = { office: office.code, reference, source: visits, version, ...said };
    await saveAppointment(tx, appointment, ticket, now);
  }

  async #perform(tx: Tx, deed: Deed, on: On, by: By): Promise<TicketRow> {
    const { office, visit, said, visitor, ticket } = on;
    if (deed === 'book' || ticket === undefined) {
      const [priority, contactRef] = [visitor.priority ?? undefined, visitor.contactRef ?? undefined];
      const { visit: reference, language } = visit;
      return this.book(tx, office, { reference, language, priority, contactRef, ...said }, by);
    }
    // What is said of the visitor is written with the move.
    if (deed === 'move') return this.move(tx, { office, ticket: { ...ticket, ...visitor }, to: said }, by);
    if (deed === 'cancel') return this.cancel(tx, ticket, by);
    return this.arrivals.arrive(tx, { office, ticket, at: arrivalOf(visit, by.now) }, by);
  }
}

interface On {
  readonly office: Office;
  readonly visit: VisitData;
  readonly said: Said;
  readonly visitor: Visitor;
  readonly ticket: TicketRow | undefined;
}

/** A priority that the office does not give is left out: the visit takes place all the same. */
const visitorOf = ({ priorities }: Office, { language, priority, contactRef }: VisitData): Visitor => ({
  language,
  priority: priorities.find(({ code }) => code === priority)?.code ?? null,
  contactRef: contactRef ?? null,
});

const isDescribed = (ticket: TicketRow, { language, priority, contactRef }: Visitor): boolean =>
  ticket.language === language && ticket.priority === priority && ticket.contactRef === contactRef;

/** Nobody has come later than now, whatever the other clock says. */
function arrivalOf(visit: VisitData, now: Date): Date {
  const at = visit.state === 'checked-in' ? instantFrom(visit.arrivedAt) : now;
  return at < now ? at : now;
}
