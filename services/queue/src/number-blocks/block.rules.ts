import { Refusal, type NumberBlockRange, type Office } from '@kezek/contracts';
import { addDays, plusMinutes } from '@kezek/platform';
import { serialOf } from '../changes/number.rules';
import { beginningOf, dayOf, openingOf, refuseClosed, servesSince } from '../offices/opening.rules';

/** Blocks that one device may leave unsettled in a business day. */
export const blocksAtMost = 20;

/**
 * Numbers of one series that a device may have of a business day without giving them out as it should: those that it
 * holds, has given back, or has used for tickets whose time nothing bears out. Two of the largest blocks are enough for
 * an outage that lasts a day; more is a kiosk that is broken, or somebody who burns numbers.
 */
export const idleAtMost = 400;

/** How long after its end a block may still be synced: a kiosk may be cut off over a weekend. */
export const syncGraceHours = 72;

/** Numbers of one series, and the services that they are for. */
export type Series = Pick<NumberBlockRange, 'prefix' | 'services'>;

/** The series that the services count in, in the order in which their rows are locked. */
export function seriesOf({ services }: Office, wanted?: readonly string[]): Series[] | Refusal {
  const unknown = wanted?.findIndex((code) => !services.some((service) => service.code === code)) ?? -1;
  if (unknown >= 0)
    return new Refusal('service-unknown', {
      errors: [{ pointer: `/services/${String(unknown)}`, code: 'service-unknown' }],
    });
  const lent = services.filter(({ code }) => wanted?.includes(code) ?? true);
  return [...new Set(lent.map(({ prefix }) => prefix))].sort().map((prefix) => ({
    prefix,
    services: lent.filter((service) => service.prefix === prefix).map(({ code }) => code),
  }));
}

/** What a device has of a series already. */
export interface Idle {
  readonly prefix: string;
  readonly count: number;
}

/** How many blocks and idle numbers a device has of the day, and how many it wants more of each series. */
export interface Holding {
  readonly unsettled: number;
  readonly idle: readonly Idle[];
}

/** @returns Refusal `too-many-numbers` */
export function refuseTaking(
  { unsettled, idle }: Holding,
  series: readonly Series[],
  count: number,
): Refusal | undefined {
  if (unsettled >= blocksAtMost)
    return new Refusal('too-many-numbers', { detail: `${String(blocksAtMost)} blocks are not settled` });
  const full = idle.find(
    (one) => one.count + count > idleAtMost && series.some(({ prefix }) => prefix === one.prefix),
  );
  if (full === undefined) return undefined;
  const [held, most] = [String(full.count), String(idleAtMost)];
  return new Refusal('too-many-numbers', {
    detail: `${held} numbers of series ${full.prefix} are no tickets, of ${most} at most`,
  });
}

export interface BlockWish {
  readonly now: Date;
  /** Whether the office has ended the day before its hours did. */
  readonly dayEnded: boolean;
  readonly hours?: number | undefined;
}

/** The last closing of the business day, or its end where the office never closes, but `hours` from now at most. */
export function blockEnd(office: Office, { now, dayEnded, hours = 24 }: BlockWish): Date | Refusal {
  const closing = dayEnded ? undefined : lastClosing(office, now);
  if (closing === undefined) {
    const opening = openingOf(office, now, dayEnded);
    return refuseClosed(office, opening.open ? undefined : opening.opensAt);
  }
  const wanted = plusMinutes(now, hours * 60);
  return wanted < closing ? wanted : closing;
}

function lastClosing(office: Office, now: Date): Date | undefined {
  const dayEnd = beginningOf(office, addDays(dayOf(office, now), 1));
  let last: Date | undefined;
  for (let at = now; at < dayEnd;) {
    const opening = openingOf(office, at, false);
    const next = opening.open ? (opening.until ?? dayEnd) : opening.opensAt;
    if (next === undefined) return last;
    at = next;
    if (opening.open) last = at < dayEnd ? at : dayEnd;
  }
  return last;
}

/** Consecutive serials as ranges, both ends included; they come in order. */
export function runsOf(serials: readonly number[]): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const serial of serials) {
    const run = runs.at(-1);
    if (run?.to === serial - 1) run.to = serial;
    else runs.push({ from: serial, to: serial });
  }
  return runs;
}

/** The range that has the number. */
export function rangeWith(ranges: readonly NumberBlockRange[], number: string): NumberBlockRange | undefined {
  const found = serialOf(number);
  if (found === undefined) return undefined;
  return ranges.find(
    ({ prefix, from, to }) => prefix === found.prefix && from <= found.serial && found.serial <= to,
  );
}

/** Whether who still waits from a block's day is served no more. */
export function dayIsOver(office: Office, businessDay: string, { now, dayEnded }: BlockWish): boolean {
  const since = servesSince(office, now);
  return dayEnded || (since !== undefined && businessDay < dayOf(office, since));
}
