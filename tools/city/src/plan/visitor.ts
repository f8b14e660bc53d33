import { addDays } from '@kezek/platform';
import type { Twist, Visitor } from './plan';
import { channels, languages, outcomes, type Profile } from './profile';
import type { Random } from './random';

/** Where in the plan a visitor stands. */
export interface Place {
  readonly index: number;
  /** Of the office among the planned ones: makes telephone numbers differ. */
  readonly office: number;
  /** Local date. */
  readonly date: string;
}

/** Draws one visitor. */
export function drawVisitor(profile: Profile, random: Random, place: Place): Visitor {
  const weights = weightsOf(profile);
  const service = random.pick(weights);
  const others = Object.fromEntries(Object.entries(weights).filter(([code]) => code !== service));
  const { habits } = profile;
  const priority = random.chance(habits.priority) ? random.pick(profile.priorities) : undefined;
  const twist = drawTwist(profile, random, { others, date: place.date });
  return {
    name: `${profile.office} ${String(place.index + 1)}`,
    service,
    furtherServices: random.chance(habits.further) ? [random.pick(others)] : [],
    // Who has a priority shows a paper to somebody.
    channel: priority === undefined ? random.pick(channels) : 'desk',
    language: random.pick(languages),
    ...(random.chance(habits.phone) && { phone: phoneOf(place) }),
    ...(priority !== undefined && { priority }),
    walkSeconds: Math.round(random.between(8, 40)),
    workMinutes: drawWork(profile, random),
    coming: drawComing(profile, random),
    givenUpBy: random.chance(0.5) ? 'operator' : 'system',
    ...(random.chance(habits.leaves) && { patienceMinutes: random.between(6, 35) }),
    ...(twist !== undefined && { twist }),
    outcome: random.pick(outcomes),
  };
}

const weightsOf = ({ services }: Profile): Record<string, number> =>
  Object.fromEntries(Object.entries(services).map(([code, { weight }]) => [code, weight]));

/** Nobody is done in less than half a minute, nor takes more than an hour. */
function drawWork({ services }: Profile, random: Random): Record<string, number> {
  return Object.fromEntries(
    Object.entries(services).map(([code, { medianMinutes, spread }]) => [
      code,
      Math.min(60, Math.max(0.5, random.logNormal(medianMinutes, spread))),
    ]),
  );
}

function drawComing({ habits }: Profile, random: Random): Visitor['coming'] {
  const draw = random.next();
  if (draw < habits.neverComes) return 'never';
  // Some of them come when the window is over, and stay outside.
  return draw < habits.neverComes + habits.comesLate ? { lateMinutes: random.between(2, 40) } : 'comes';
}

interface TwistFacts {
  readonly others: Readonly<Record<string, number>>;
  readonly date: string;
}

function drawTwist({ habits }: Profile, random: Random, { others, date }: TwistFacts): Twist | undefined {
  const { parked, transferred, returnsLater } = habits;
  const kind = random.pick({
    park: parked,
    transfer: transferred,
    'return-later': returnsLater,
    none: 1 - parked - transferred - returnsLater,
  });
  const afterMinutes = random.between(1, 5);
  switch (kind) {
    case 'none':
      return undefined;
    case 'park':
      return { kind, afterMinutes, awayMinutes: random.between(4, 20) };
    case 'transfer':
      return { kind, afterMinutes, service: random.pick(others) };
    case 'return-later': {
      const returns = random.chance(0.5);
      return {
        kind,
        afterMinutes,
        returns,
        on: returns ? date : addDays(date, 1),
        awayMinutes: random.between(10, 30),
      };
    }
  }
}

/** A Kazakh mobile of its own; the simulated SMSC delivers to numbers that end in 0. */
const phoneOf = ({ office, index }: Place): string =>
  `+7701${String(office + 1)}${String(index).padStart(5, '0')}0`;
