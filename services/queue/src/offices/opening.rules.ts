import { Refusal, type Office } from '@kezek/contracts';
import { addDays, businessDay, instantOf, localMoment, withOffset } from '@kezek/platform';
import { openingAt, type WallTime } from './hours.rules';

type Place = Pick<Office, 'hours' | 'timeZone' | 'businessDayStartsAt' | 'closure'>;

/** `until` is absent where there is no end; `opensAt` where it opens no more, or not within 400 days. */
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
  return { open: true, ...(opening.until && { until: firstOf(office, opening.until, now) }) };
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

/** Why no ticket can be had now, with when one can, and where where the office has closed for good. */
export function refuseClosed(
  office: Place,
  opensAt: Date | undefined,
  code: 'office-closed' | 'closing-soon' = 'office-closed',
): Refusal {
  const successor = office.closure?.successor;
  return new Refusal(code, {
    extra: {
      ...(opensAt && { opensAt: withOffset(opensAt, office.timeZone) }),
      ...(!opensAt && successor !== undefined && { successor }),
    },
  });
}

/** Whether somebody who comes now, waits so long and is served so long is done before closing. */
export const endsInTime = (now: Date, until: Date, minutes: number): boolean =>
  now.getTime() + minutes * 60_000 <= until.getTime();
