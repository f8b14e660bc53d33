import {
  bookingConflict,
  conflictsForAll,
  Refusal,
  type BookingConflict,
  type ClientKind,
  type FacilityRules,
  type PoolKind,
  type RelationshipKind,
  type RestrictionKind,
  type Whereabouts,
} from '@kezek/contracts';
import {
  holdsOn,
  limitOn,
  permissionNeeded,
  type NumberedLimit,
  type Standing,
} from '../facilities/limits.rules';
import { ageOn } from '../people/age.rules';
import { poolsFor } from '../timetable/capacity.rules';
import type { Range } from '../timetable/recurrence.rules';
import { minutesOf, overlap, type Span } from '../timetable/session-times.rules';
import type { Entitlement } from './entitlement.rules';

/** Both ends included; without `to` for good. */
interface Days {
  readonly from: string;
  readonly to?: string | undefined;
}

export interface Member {
  readonly contact: string;
  readonly birthDate: string;
  readonly lead: boolean;
  readonly relationship?:
    (Days & { readonly kind: RelationshipKind; readonly approved: boolean }) | undefined;
  readonly bans: readonly Days[];
  readonly credentials?: { readonly expiresOn: string; readonly defenceNotice: boolean } | undefined;
  /** Other visits of the same person. */
  readonly elsewhere: readonly Span[];
}

/** As if the visit that is asked about had not used it. */
export interface PermissionFacts extends Range {
  readonly detainee: string;
  readonly people: readonly string[];
  readonly usesLeft: number;
  readonly revoked: boolean;
}

export interface Party {
  readonly client: ClientKind;
  readonly members: readonly Member[];
  readonly permission?: PermissionFacts | undefined;
  /** Came without having booked. */
  readonly walkIn: boolean;
}

export interface Detainee extends Standing {
  readonly id: string;
  readonly facility?: string | undefined;
  readonly unit?: string | undefined;
  readonly whereabouts: Whereabouts;
  readonly restrictions: readonly (Days & { readonly kind: RestrictionKind })[];
  readonly courtDays: readonly string[];
  /** Other visits to the same detainee. */
  readonly visits: readonly Span[];
  /** Days on which somebody has a visit whom the detainee must not meet. */
  readonly apartDays: readonly string[];
  /** Of the month of the visit, without this visit. */
  readonly entitlement?: Pick<Entitlement, 'left' | 'minutesAtMost'> | undefined;
}

/** Whoever is asked for and is not known: the same questions are asked, and the same answers given. */
export const nobody: Detainee = {
  id: '',
  minor: false,
  whereabouts: 'released',
  restrictions: [],
  courtDays: [],
  visits: [],
  apartDays: [],
};

export interface AskedSession extends Span {
  readonly facility: string;
  readonly date: string;
  readonly bookableBy: readonly ClientKind[];
  readonly units?: readonly string[] | undefined;
  readonly pools: readonly PoolKind[];
  /** The one that is asked for. */
  readonly pool: PoolKind;
  readonly excluded: boolean;
}

export interface BookingFacts {
  readonly party: Party;
  readonly detainee: Detainee;
  readonly session: AskedSession;
  readonly rules: FacilityRules;
  /** The days that can be booked; absent at the checkpoint, where no notice is asked. */
  readonly window?: Range | undefined;
}

export interface Conflict {
  readonly code: BookingConflict;
  /** The contact to whom it applies. */
  readonly member?: string;
}

/** Whether the rule is broken, or by whom. */
type Test = (facts: BookingFacts) => boolean | readonly Member[];

const holds = ({ session }: BookingFacts) => holdsOn(session.date);
const ofRelatives = ({ party }: BookingFacts) => party.client === 'relative';
const ofCounsel = ({ party }: BookingFacts) => party.client === 'lawyer';
const restricted = (facts: BookingFacts, kind: RestrictionKind) =>
  ofRelatives(facts) && facts.detainee.restrictions.some((one) => one.kind === kind && holds(facts)(one));

const limit = ({ rules, session }: BookingFacts, name: NumberedLimit): number =>
  limitOn(rules, name, session.date)?.value ?? Infinity;

function adultsOf(facts: BookingFacts): Member[] {
  const adultAge = limit(facts, 'adultAge');
  return facts.party.members.filter(({ birthDate }) => ageOn(birthDate, facts.session.date) >= adultAge);
}
function minorsOf(facts: BookingFacts): Member[] {
  const adults = adultsOf(facts);
  return facts.party.members.filter((member) => !adults.includes(member));
}

/** What a member is to the detainee on the day, in the part in which the party comes. */
const relationshipOf = (facts: BookingFacts, { relationship }: Member) =>
  relationship !== undefined &&
  (relationship.kind === 'defence-counsel') === ofCounsel(facts) &&
  holds(facts)(relationship)
    ? relationship
    : undefined;

/** The permission, where one is asked for. */
const permissionOf = (facts: BookingFacts): PermissionFacts | 'missing' | undefined => {
  const { party, rules, detainee, session } = facts;
  if (!ofRelatives(facts) || permissionNeeded(rules, detainee, session.date) === undefined) return undefined;
  return party.permission ?? 'missing';
};
/** Whether the party comes by a permission; where none is needed, one that is named is not used. */
export const needsPermission = (facts: BookingFacts): boolean => permissionOf(facts) !== undefined;

const permissionFails = (facts: BookingFacts, fails: (permission: PermissionFacts) => boolean): boolean => {
  const permission = permissionOf(facts);
  return typeof permission === 'object' && fails(permission);
};

const poolIsNotOf = ({ party, session }: BookingFacts, closedOnly: boolean): boolean =>
  !session.pools.includes(session.pool) || !poolsFor({ ...party, closedOnly }).includes(session.pool);

/** Every rule of a booking, each by its own code; none looks at what another has found. */
const tests: Readonly<Record<BookingConflict, Test>> = {
  'notice-too-short': ({ session, window }) => window !== undefined && session.date < window.from,
  'too-far-ahead': ({ session, window }) => window !== undefined && session.date > window.to,
  'session-excluded': ({ session }) => session.excluded,
  'session-not-for-client': ({ session, party }) => !session.bookableBy.includes(party.client),
  'pool-not-for-client': (facts) => poolIsNotOf(facts, false),
  'pool-closed-only': (facts) => restricted(facts, 'closed-visits') && poolIsNotOf(facts, true),

  'party-without-lead': (facts) => adultsOf(facts).filter(({ lead }) => lead).length !== 1,
  'member-twice': ({ party: { members } }) =>
    members.filter(({ contact }, index) => members.findIndex((other) => other.contact === contact) < index),
  'too-many-visitors': (facts) => facts.party.members.length > limit(facts, 'visitorsAtMost'),
  'too-many-adults': (facts) => adultsOf(facts).length > limit(facts, 'adultsAtMost'),
  'too-many-children': (facts) => minorsOf(facts).length > limit(facts, 'childrenAtMost'),
  'minor-unaccompanied': (facts) => (adultsOf(facts).length === 0 ? minorsOf(facts) : false),
  'visitor-elsewhere': ({ party, session }) =>
    party.members.filter(({ elsewhere }) => elsewhere.some((other) => overlap(other, session))),

  'relationship-missing': (facts) =>
    facts.party.members.filter((member) => relationshipOf(facts, member) === undefined),
  'relationship-not-approved': (facts) =>
    facts.party.members.filter((member) => relationshipOf(facts, member)?.approved === false),
  'visitor-banned': (facts) => facts.party.members.filter(({ bans }) => bans.some(holds(facts))),
  'credentials-missing': (facts) =>
    ofCounsel(facts) && facts.party.members.filter(({ credentials }) => credentials === undefined),
  'credentials-expired': (facts) =>
    ofCounsel(facts) &&
    facts.party.members.filter(
      ({ credentials }) => credentials && credentials.expiresOn < facts.session.date,
    ),
  'defence-notice-missing': (facts) =>
    ofCounsel(facts) && facts.party.members.filter(({ credentials }) => credentials?.defenceNotice !== true),

  'detainee-not-here': ({ detainee, session }) =>
    detainee.facility !== session.facility ||
    ['hospital', 'transferred', 'released'].includes(detainee.whereabouts),
  'detainee-in-court': ({ detainee, session }) => detainee.courtDays.includes(session.date),
  'detainee-elsewhere': ({ detainee, session }) => detainee.visits.some((other) => overlap(other, session)),
  'visits-forbidden': (facts) => restricted(facts, 'no-visits'),
  'unit-not-admitted': ({ detainee, session: { units } }) =>
    units !== undefined && (detainee.unit === undefined || !units.includes(detainee.unit)),
  'non-association': ({ detainee, session }) => detainee.apartDays.includes(session.date),

  'permission-missing': (facts) => permissionOf(facts) === 'missing',
  'permission-not-usable': (facts) =>
    permissionFails(
      facts,
      ({ revoked, usesLeft, detainee }) => revoked || usesLeft <= 0 || detainee !== facts.detainee.id,
    ),
  'permission-not-valid-on-day': (facts) => permissionFails(facts, (permission) => !holds(facts)(permission)),
  'permission-not-naming': (facts) => {
    const permission = permissionOf(facts);
    if (typeof permission !== 'object') return false;
    return adultsOf(facts).filter(({ contact }) => !permission.people.includes(contact));
  },
  'entitlement-used-up': (facts) => ofRelatives(facts) && (facts.detainee.entitlement?.left ?? 0) <= 0,
  'visit-too-long': (facts) =>
    ofRelatives(facts) && minutesOf(facts.session) > (facts.detainee.entitlement?.minutesAtMost ?? Infinity),
};

/** Every rule that stands in the way of a booking, not only the first. */
export const checkBooking = (facts: BookingFacts): Conflict[] =>
  bookingConflict.options.flatMap((code): Conflict[] => {
    const broken = tests[code](facts);
    if (typeof broken === 'boolean') return broken ? [{ code }] : [];
    return [...new Set(broken.map(({ contact }) => contact))].map((member) => ({ code, member }));
  });

type Told = Omit<Conflict, 'code'> & { readonly code: BookingConflict | 'visit-not-possible' };

const forAll: readonly BookingConflict[] = conflictsForAll.options;

/**
 * What somebody outside is told: what is of the party and the session, and one code for whatever else it may be, so that
 * no answer says whether, where or how somebody is detained.
 */
export function toldOutside(conflicts: readonly Conflict[]): Told[] {
  const open = conflicts.filter(({ code }) => forAll.includes(code));
  return open.length === conflicts.length ? open : [...open, { code: 'visit-not-possible' }];
}

/** The refusal of a booking, with every reason that the asker may know. */
export function refuseBooking(conflicts: readonly Conflict[], { members }: Party, toStaff: boolean): Refusal {
  const told: readonly Told[] = toStaff ? conflicts : toldOutside(conflicts);
  const placeOf = (member: string) => members.findIndex(({ contact }) => contact === member);
  return new Refusal('booking-refused', {
    errors: told.map(({ code, member }) => ({
      pointer: member === undefined ? '' : `/members/${String(placeOf(member))}`,
      code,
    })),
  });
}
