import { instantOf, plusMinutes, plusSeconds } from '@kezek/platform';
import type { CounterStep, Plan, Step } from './plan';
import { pauseReasons, type Profile, type Shift } from './profile';
import { Random } from './random';
import { drawVisitor } from './visitor';

/** Which day, and which part of it, in local times. */
export interface DayOptions {
  /** The same seed gives the same plan. */
  readonly seed: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** A day in the offices: who comes, and who sits at which counter when. */
export function planDay(profiles: readonly Profile[], options: DayOptions): Plan {
  return profiles
    .flatMap((profile, office) => {
      const random = new Random(`${options.seed} ${options.date} ${profile.office}`);
      const open = openSpan(profile, options);
      if (open.from >= open.to) return [];
      return [
        ...arrivals(profile, options, { random, office, open }),
        ...profile.shifts.flatMap((shift) => stepsOf(profile, shift, { options, random, open })),
        ...presence(profile, options),
        ...(profile.hours ? [{ kind: 'end-day', at: open.to, office: profile.office } as const] : []),
      ];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The part of the day that is played and in which the office is open. */
function openSpan({ hours }: Profile, options: DayOptions): Span {
  const { from, to } = options;
  return spanOf(options, {
    from: hours && hours.from > from ? hours.from : from,
    to: hours && hours.to < to ? hours.to : to,
  });
}

function spanOf({ date, timeZone }: DayOptions, { from, to }: { from: string; to: string }): Span {
  return { from: instantOf(date, from, timeZone), to: instantOf(date, to, timeZone) };
}

/** The last come a quarter of an hour before the end. */
const lastArrivalMinutes = 15;

interface Facts {
  readonly random: Random;
  readonly office: number;
  readonly open: Span;
}

function arrivals(profile: Profile, options: DayOptions, { random, office, open }: Facts): Step[] {
  const opensNow = profile.hours !== undefined && profile.hours.from >= options.from;
  const early = Array.from({ length: opensNow ? profile.atDoors : 0 }, (_, index) =>
    plusSeconds(open.from, 5 + index * 12),
  );
  const last = plusMinutes(open.to, -lastArrivalMinutes);
  const times = [...early, ...alongCurve(profile, options, random)]
    .filter((at) => at >= open.from && at < last)
    .sort((a, b) => a.getTime() - b.getTime());
  return times.map((at, index) => ({
    kind: 'arrive',
    at,
    office: profile.office,
    visitor: drawVisitor(profile, random, { index, office, date: options.date }),
  }));
}

/** A Poisson process whose rate is the curve's. */
function alongCurve({ curve }: Profile, { date, timeZone }: DayOptions, random: Random): Date[] {
  return Object.entries(curve).flatMap(([hour, rate]) => {
    const from = instantOf(date, `${hour.padStart(2, '0')}:00`, timeZone);
    return Array.from({ length: random.poisson(rate) }, () => plusSeconds(from, random.between(0, 3600)));
  });
}

interface ShiftFacts {
  readonly options: DayOptions;
  readonly random: Random;
  readonly open: Span;
}

const lunchMinutes = 30;

function stepsOf(profile: Profile, shift: Shift, { options, random, open }: ShiftFacts): CounterStep[] {
  const span = spanOf(options, shift);
  const played = spanOf(options, options);
  const from = span.from > played.from ? span.from : played.from;
  const to = span.to < open.to ? span.to : open.to;
  const breaks = breaksOf(shift, options, random).filter((pause) => pause.from > from && pause.to < to);
  if (from >= to) return [];
  const { counter, services } = shift;
  const at = { office: profile.office, counter, operator: `${profile.operators}-${counter}` };
  return [
    { kind: 'open', at: from, ...at, ...(services && { services }) },
    ...breaks.flatMap(({ from: begins, to: ends, reason }): CounterStep[] => [
      { kind: 'pause', at: begins, ...at, reason },
      { kind: 'back', at: ends, ...at, ...(services && { services }) },
    ]),
    { kind: 'close', at: to, ...at },
  ];
}

/** Lunch, and a short pause in each half of the shift. */
function breaksOf(shift: Shift, options: DayOptions, random: Random): (Span & { reason: string })[] {
  const { from, to } = spanOf(options, shift);
  const minutes = (to.getTime() - from.getTime()) / 60_000;
  const lunch = shift.lunchAt === undefined ? [] : [instantOf(options.date, shift.lunchAt, options.timeZone)];
  const short = Array.from({ length: Math.floor(minutes / 180) }, (_, index) => ({
    from: plusMinutes(from, index * 180 + random.between(70, 140)),
    minutes: random.between(6, 12),
    reason: random.pick(pauseReasons),
  }));
  const all = [...lunch.map((at) => ({ from: at, minutes: lunchMinutes, reason: 'lunch' })), ...short]
    .map(({ from: begins, minutes: length, reason }) => ({
      from: begins,
      to: plusMinutes(begins, length),
      reason,
    }))
    .sort((a, b) => a.from.getTime() - b.from.getTime());
  // A pause that would meet the one before is not taken.
  return all.reduce<typeof all>(
    (taken, next) => (next.from > (taken.at(-1)?.to ?? from) ? [...taken, next] : taken),
    [],
  );
}

/** Said once at the beginning, and at each coming and going after it. */
function presence(profile: Profile, options: DayOptions): Step[] {
  if (profile.prosecutor === undefined) return [];
  const { from, to } = spanOf(options, options);
  const { office } = profile;
  const changes = profile.prosecutor.flatMap((stay) => {
    const span = spanOf(options, stay);
    return [
      { at: span.from, present: true },
      { at: span.to, present: false },
    ];
  });
  const before = changes.filter(({ at }) => at <= from).at(-1);
  const during = changes.filter(({ at }) => at > from && at < to);
  const said = [{ at: from, present: before?.present ?? false }, ...during];
  // Somebody comes for those who are left over.
  const last = said.at(-1)?.present === false ? [{ at: to, present: true }] : [];
  return [...said, ...last].map(({ at, present }) => ({
    kind: 'prosecutor',
    at,
    office,
    present,
  }));
}
