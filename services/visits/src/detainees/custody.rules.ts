import type {
  CustodyData,
  CustodyGap,
  CustodyWord,
  DetaineeStatus,
  RestrictionKind,
  Whereabouts,
} from '@kezek/contracts';
import { addDays, instantFrom, latest, plusMinutes } from '@kezek/platform';

/** What the custody system has said once. */
export interface Told {
  /** Its id: a repetition has the same one. */
  readonly event: string;
  readonly word: CustodyWord;
  /** When it became so, whenever it was told. */
  readonly at: Date;
  readonly sequence: number;
  readonly data: CustodyData;
}

export interface CustodyRestriction {
  readonly code: string;
  readonly kind: RestrictionKind;
  readonly from: string;
  readonly to: string | null;
  readonly basis: string;
  readonly lifted: boolean;
  readonly at: Date;
}

/** A detainee by all that was said. What nobody has said is null. */
export interface Projection {
  readonly facility: string | null;
  readonly unit: string | null;
  readonly status: DetaineeStatus | null;
  readonly minor: boolean;
  readonly body: string | null;
  readonly whereabouts: Whereabouts | null;
  readonly since: Date | null;
  readonly destination: string | null;
  readonly expectedBackAt: Date | null;
  /** Of the newest that was said. */
  readonly asOf: Date;
  readonly gaps: CustodyGap[];
}

type Movement = Exclude<CustodyWord, 'restriction-set' | 'restriction-lifted'>;
type Moved = Told & { readonly word: Movement };

/** After what a movement can come, where nothing is missing between the two. */
const follows: Readonly<Record<Movement, readonly Movement[]>> = {
  received: ['transferred', 'released', 'out-to-court', 'returned', 'received'],
  transferred: ['received', 'returned', 'out-to-court', 'transferred'],
  released: ['received', 'returned', 'out-to-court', 'transferred'],
  'out-to-court': ['received', 'returned'],
  returned: ['out-to-court', 'transferred'],
};

const isMovement = (told: Told): told is Moved => told.word in follows;

/** By the event's own time, however it came; of two of one moment the one that was counted later, so that all agree. */
function inOrder(all: readonly Told[]): Told[] {
  const once = [...new Map(all.map((told) => [told.event, told])).values()];
  return once.sort(
    (a, b) => a.at.getTime() - b.at.getTime() || a.sequence - b.sequence || (a.event < b.event ? -1 : 1),
  );
}

/** The same whatever the order in which it was told, and however often. */
export function project(all: readonly Told[]): Projection {
  const told = inOrder(all);
  return { ...told.reduce(after, unsaid), gaps: gapsIn(told) };
}

const unsaid: Projection = {
  facility: null,
  unit: null,
  status: null,
  minor: false,
  body: null,
  whereabouts: null,
  since: null,
  destination: null,
  expectedBackAt: null,
  asOf: instantFrom('1970-01-01T00:00:00Z'),
  gaps: [],
};

function after(before: Projection, told: Told): Projection {
  const { facility, unit, status, minor, body } = told.data;
  return {
    ...before,
    facility: facility ?? before.facility,
    unit: unit ?? (told.word === 'received' ? null : before.unit),
    status: status ?? before.status,
    minor: minor ?? before.minor,
    body: body ?? before.body,
    asOf: told.at,
    ...(isMovement(told) && whereaboutsBy(told)),
  };
}

type Place = Pick<Projection, 'whereabouts' | 'since' | 'destination' | 'expectedBackAt'>;

function whereaboutsBy({ word, at, data }: Moved): Place {
  const [destination, expectedBackAt] = [data.destination ?? null, instantOrNull(data.expectedBackAt)];
  const place = { since: at, destination, expectedBackAt };
  switch (word) {
    case 'received':
    case 'returned':
      return { ...place, whereabouts: 'in', destination: null, expectedBackAt: null };
    case 'transferred':
      return { ...place, whereabouts: data.hospital === true ? 'hospital' : 'transferred' };
    case 'released':
      return { ...place, whereabouts: 'released' };
    case 'out-to-court':
      return { ...place, whereabouts: 'court' };
  }
}

const instantOrNull = (at: string | undefined): Date | null => (at === undefined ? null : instantFrom(at));

/** What shows that something was not told, or not yet. */
function gapsIn(told: readonly Told[]): CustodyGap[] {
  const moves = told.filter(isMovement);
  const [first] = told;
  return [
    ...(first !== undefined && first.word !== 'received' ? ['reception-missing' as const] : []),
    ...(moves.some((move, index) => comesAmiss(move, moves[index - 1])) ? ['movement-missing' as const] : []),
    ...(leavesOut(told.map(({ sequence }) => sequence)) ? ['sequence-missing' as const] : []),
  ];
}

/** The same movement told twice is no movement between. */
const comesAmiss = (move: Moved, before: Moved | undefined): boolean =>
  before !== undefined &&
  !follows[move.word].includes(before.word) &&
  !(move.word === before.word && move.at.getTime() === before.at.getTime());

/**
 * Whether a number lies between two that were told, and was not. Who listens late has not heard the first ones; 0 is
 * what was told by hand, and not counted.
 */
function leavesOut(sequences: readonly number[]): boolean {
  const known = new Set(sequences.filter((sequence) => sequence > 0));
  return known.size > 0 && known.size < Math.max(...known) - Math.min(...known) + 1;
}

/** The last that was said of each restriction. */
export function restrictionsBy(all: readonly Told[]): CustodyRestriction[] {
  const last = new Map<string, CustodyRestriction>();
  for (const { word, at, data } of inOrder(all))
    if (data.restriction !== undefined && !(word in follows)) {
      const { to = null, ...restriction } = data.restriction;
      last.set(restriction.code, { ...restriction, to, at, lifted: word === 'restriction-lifted' });
    }
  return [...last.values()];
}

/** So far ahead a facility lets people book at most; what is said of any year must not make a list of centuries. */
const minutesAhead = 366 * 24 * 60;

/**
 * The days on which a detainee is out to court, as far as is known: until the day on which they are expected back, and,
 * as long as nobody has said that they are, until today; within a year of it.
 * @param dayAt the day of the facility at an instant
 */
export function courtDaysOf(
  { whereabouts, since, expectedBackAt }: Pick<Projection, 'whereabouts' | 'since' | 'expectedBackAt'>,
  dayAt: (at: Date) => string,
  now: Date,
): string[] {
  if (whereabouts !== 'court' || since === null) return [];
  const [first, last] = [plusMinutes(now, -minutesAhead), plusMinutes(now, minutesAhead)];
  const back = latest(since, expectedBackAt ?? since, now);
  if (since > last) return [];
  return daysFrom(dayAt(latest(since, first)), dayAt(back < last ? back : last));
}

function daysFrom(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}
