import { Refusal, type Office } from '@kezek/contracts';
import { addDays, businessDay, instantOf, localMoment, plusMinutes, utcOffsetOf } from '@kezek/platform';
import { openingAt, openSince, type WallTime } from './hours.rules';

type Place = Pick<Office, 'hours' | 'timeZone' | 'businessDayStartsAt' | 'closure'>;

/** `until` is absent where no end is near; `opensAt` where it opens no more, or not within 400 days. */
export type OfficeOpening =
  { readonly open: true; readonly until?: Date } | { readonly open: false; readonly opensAt?: Date };

/** The business day of an office at a moment. */
export const dayOf = ({ timeZone, businessDayStartsAt }: Place, now: Date): string =>
  businessDay(now, timeZone, businessDayStartsAt);

/** When a business day begins. */
export const beginningOf = ({ timeZone, businessDayStartsAt }: Place, day: string): Date =>
  instantOf(day, businessDayStartsAt, timeZone);

/**
 * Whether an office receives visitors at a moment: by its hours, unless it has ended this business day before they
 * did, or has closed for good.
 */
export function openingOf(office: Place, now: Date, dayEnded: boolean): OfficeOpening {
  const today = dayOf(office, now);
  if (isClosed(office, today)) return { open: false };
  if (dayEnded) {
    const tomorrow = beginningOf(office, addDays(today, 1));
    const then = openingAt(office.hours, localMoment(tomorrow, office.timeZone));
    return closedUntil(office, then.open ? tomorrow : then.opens && firstOf(office, then.opens, now));
  }
  const { timeZone } = office;
  const opening = openingAt(office.hours, localMoment(now, timeZone));
  if (!opening.open) return closedUntil(office, opening.opens && firstOf(office, opening.opens, now));
  const until = untilClosure(office, opening.until && firstOf(office, opening.until, now));
  return { open: true, ...(until && { until }) };
}

/** Whoever has waited since before this waits in vain: the office has closed since. Undefined where it never does. */
export function servesSince(office: Place, now: Date): Date | undefined {
  const began = beginningOf(office, dayOf(office, now));
  if (isClosed(office, dayOf(office, now))) return began;
  if ('roundTheClock' in office.hours) return undefined;
  const wall = (at: Date) => localMoment(at, office.timeZone);
  // Where the office is open as its business day is cut, nobody is sent away in the midst of it.
  const before = wall(plusMinutes(began, -1));
  if (!openingAt(office.hours, before).open || !openingAt(office.hours, wall(began)).open) return began;
  const since = openSince(office.hours, before);
  return since && instantOf(since.date, since.time, office.timeZone);
}

/** Whether an office receives anybody on a business day, from a moment of it on. */
export function opensOn(office: Place, day: string, from: Date, dayEnded: boolean): boolean {
  const opening = openingOf(office, from, dayEnded);
  return opening.open || (opening.opensAt !== undefined && dayOf(office, opening.opensAt) === day);
}

export interface RestOfDay {
  /** In which visitors are received, without the breaks. */
  readonly minutes: number;
  /** When it opens on another day. */
  readonly opensAt?: Date;
}

/** What is left of an office's business day; `minutes` is infinite where no end is near. */
export function restOfDay(office: Place, now: Date): RestOfDay {
  const today = dayOf(office, now);
  let minutes = 0;
  for (let at = now; ;) {
    const opening = openingOf(office, at, false);
    if (opening.open) {
      if (opening.until === undefined) return { minutes: Infinity };
      minutes += (opening.until.getTime() - at.getTime()) / 60_000;
      at = opening.until;
    } else {
      const { opensAt } = opening;
      if (opensAt === undefined || dayOf(office, opensAt) !== today)
        return { minutes, ...(opensAt && { opensAt }) };
      at = opensAt;
    }
  }
}

/** An office that closes for good receives nobody after that, whatever its hours. */
function untilClosure(office: Place, until: Date | undefined): Date | undefined {
  if (office.closure === undefined) return until;
  const closes = beginningOf(office, office.closure.from);
  return until === undefined || closes < until ? closes : until;
}

/** The first time from now on at which the office's clocks show it: where they are set back, they do so twice. */
function firstOf({ timeZone }: Place, { date, time }: WallTime, now: Date): Date {
  const first = instantOf(date, time, timeZone);
  return first > now ? first : instantOf(date, time, timeZone, 'later');
}

/** Whether the office receives nobody any more from a business day on. */
export const isClosed = ({ closure }: Place, day: string): boolean =>
  closure !== undefined && closure.from <= day;

const closedUntil = (office: Place, opensAt: Date | undefined): OfficeOpening => ({
  open: false,
  ...(opensAt && !isClosed(office, dayOf(office, opensAt)) && { opensAt }),
});

/**
 * Why no ticket can be had now: with when one can, and what is needed to say that by the office's clocks; of an office
 * that has closed for good, with its successor.
 */
export function refuseClosed(
  office: Place,
  opensAt: Date | undefined,
  code: 'office-closed' | 'closing-soon' = 'office-closed',
): Refusal {
  const { closure, timeZone } = office;
  const successor = closure?.successor;
  return new Refusal(code, {
    extra: {
      ...(opensAt && {
        opensAt: opensAt.toISOString(),
        timeZone,
        utcOffset: utcOffsetOf(opensAt, timeZone),
      }),
      ...(!opensAt && successor !== undefined && { successor }),
    },
  });
}
