import type { ClientKind, PoolKind, Principal } from '@kezek/contracts';
import { Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { apartOf } from '../detainees/detainees.service';
import { noticeOn } from '../facilities/limits.rules';
import { dayIn, type Facility } from '../facilities/facilities.service';
import type { Range } from '../timetable/recurrence.rules';
import { TimetableService, type Opened, type Named } from '../timetable/timetable.service';
import { bookableDays } from '../timetable/window.rules';
import { isStaff } from './asker.rules';
import {
  checkBooking,
  needsPermission,
  nobody,
  refuseBooking,
  type BookingFacts,
  type Detainee,
  type Member,
} from './check.rules';
import { entitlementOf } from './entitlement.rules';
import { KnownService, type Known } from './known.service';
import type { Place } from './places.query';
import { ownFactsOf, type OwnFacts } from './own-facts.query';

/** Who wants to visit whom. */
export interface PartyAsked {
  readonly client: ClientKind;
  readonly detainee: string;
  /** Contacts; the first one leads. */
  readonly members: readonly string[];
  readonly permission?: string | null | undefined;
  /** The booking system that asks, which names its own contacts alone; null: staff. */
  readonly system: string | null;
}

/** What is known of a party in a range of days. */
export interface Knowledge {
  readonly opened: Opened;
  readonly party: PartyAsked;
  readonly known: Known;
  readonly own: OwnFacts;
}

export interface Question {
  readonly range: Range;
  /** The visit that is asked about: as if it were not there. */
  readonly except?: string | undefined;
}

/** A party that wants a place, and who asks. */
export interface Wanting {
  readonly party: PartyAsked;
  readonly place: Place;
  readonly caller: Principal;
  /** Absent where no notice is asked. */
  readonly window?: Range | undefined;
  /** The visit that is asked about: as if it were not there. */
  readonly except?: string | undefined;
}

export interface Checked {
  readonly named: Named;
  readonly knowledge: Knowledge;
  /** By which the party comes, where one is needed. */
  readonly permission: string | null;
}

/** The facts by which a booking is decided. */
@Injectable()
export class AskingService {
  constructor(
    private readonly work: Work,
    private readonly people: KnownService,
    private readonly timetable: TimetableService,
  ) {}

  /** @throws Refusal `not-found` */
  read(manager: EntityManager, office: string): Promise<Opened> {
    return this.timetable.read(manager, office);
  }

  /** @throws Refusal `not-found` */
  session(opened: Opened, id: string): Named {
    return this.timetable.session(opened, id);
  }

  /**
   * Every rule, asked of a party that wants a place.
   * @throws Refusal `not-found`, `booking-refused` with everything that is in the way and the caller may know
   */
  async check(tx: Tx, opened: Opened, { party, place, caller, window, except }: Wanting): Promise<Checked> {
    const named = this.timetable.session(opened, place.session);
    const { date } = named.session;
    const knowledge = await this.know(tx, opened, party, { range: { from: date, to: date }, except });
    const facts = factsFor(knowledge, named, place.pool, window);
    const conflicts = checkBooking(facts);
    if (conflicts.length > 0) throw refuseBooking(conflicts, facts.party, isStaff(caller));
    const permission = needsPermission(facts) ? (party.permission ?? null) : null;
    return { named, knowledge, permission };
  }

  async know(
    manager: EntityManager,
    opened: Opened,
    party: PartyAsked,
    { range, except }: Question,
  ): Promise<Knowledge> {
    const known = await this.people.know(manager, party, {
      timeZone: opened.facility.rules.timeZone,
      now: this.work.now(),
      except,
    });
    const apart = await apartOf(manager, party.detainee);
    const own = await ownFactsOf(manager, { ...party, apart, range, except });
    return { opened, party, known, own };
  }
}

/** The days that can be booked today, by the facility's calendar. */
export function windowOf(facility: Facility, client: ClientKind, now: Date): Range {
  const today = dayIn(facility, now);
  const { rules } = facility;
  return bookableDays(noticeOn(rules, client, today).value, rules, today);
}

/** Everything that is asked of one session, and the pool that is wanted; without a window no notice is asked. */
export function factsFor(
  { opened, party, known, own }: Knowledge,
  { session, takesPlace }: Named,
  pool: PoolKind,
  window?: Range,
): BookingFacts {
  const { facility } = opened;
  const { bookableBy, units, pools } = session.definition;
  return {
    party: {
      client: party.client,
      members: party.members.map((contact, index) => memberOf(known, own, contact, index === 0)),
      permission: known.permission,
      walkIn: false,
    },
    detainee: detaineeOf(facility, known, own, session.date),
    session: {
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      facility: facility.office,
      date: session.date,
      bookableBy,
      units,
      pools: pools.map(({ kind }) => kind),
      pool,
      excluded: !takesPlace,
    },
    rules: facility.rules,
    window,
  };
}

/** Of whom nothing is known is taken for an adult without a relationship. */
const unheardOf = '0001-01-01';

function memberOf(known: Known, own: OwnFacts, contact: string, lead: boolean): Member {
  const elsewhere = own.elsewhere.filter((one) => one.contact === contact);
  return { birthDate: unheardOf, bans: [], ...known.members.get(contact), contact, lead, elsewhere };
}

function detaineeOf({ rules }: Facility, known: Known, own: OwnFacts, date: string): Detainee {
  const { visits, apartDays, ledger } = own;
  const standing = known.detainee ?? nobody;
  const entitlement = entitlementOf(rules, standing, date, ledger);
  return { ...standing, visits, apartDays, entitlement };
}
