import type { CityOffice, Office } from '@kezek/contracts';
import { withOffset } from '@kezek/platform';
import { dayOf, isClosed, openingOf } from './opening.rules';

/** What the offices are put in order by. */
export type Order = 'code' | 'distance' | 'wait' | 'total';

/** Where an office stands in an order; what can't be told comes last. */
export interface Key {
  readonly last: boolean;
  /** Minutes or meters. */
  readonly value: number;
  readonly code: string;
}

export interface Wanted {
  readonly order: Order;
  readonly after?: Key;
  readonly limit: number;
}

export const orderFor = (asked: { readonly service: boolean; readonly near: boolean }): Order => {
  if (asked.service) return asked.near ? 'total' : 'wait';
  return asked.near ? 'distance' : 'code';
};

export const closedForGood = (office: Office, now: Date): boolean => isClosed(office, dayOf(office, now));

/** Whether an office is open, until when, or when it opens, by its own clock. */
export function opennessOf(
  office: Office,
  now: Date,
  dayEnded: boolean,
): Pick<CityOffice, 'openNow' | 'opensAt' | 'closesAt'> {
  const told = (instant: Date) => withOffset(instant, office.timeZone);
  const opening = openingOf(office, now, dayEnded);
  if (opening.open) return { openNow: true, ...(opening.until && { closesAt: told(opening.until) }) };
  return { openNow: false, ...(opening.opensAt && { opensAt: told(opening.opensAt) }) };
}

type Choice = Pick<CityOffice, 'code' | 'distanceMeters' | 'travelMinutes' | 'waiting'>;

/** By `wait` and `total` the one service counts that was asked for. */
export function keyOf({ code, distanceMeters = 0, travelMinutes = 0, waiting }: Choice, order: Order): Key {
  if (order === 'code') return { last: false, value: 0, code };
  if (order === 'distance') return { last: false, value: distanceMeters, code };
  const estimate = waiting[0]?.estimate;
  // Of those of whom nothing is known the nearest may be asked first.
  if (!estimate?.known) return { last: true, value: distanceMeters, code };
  return { last: false, value: estimate.p80Minutes + (order === 'total' ? travelMinutes : 0), code };
}

export function compareKeys(a: Key, b: Key): number {
  const byCode = a.code < b.code ? -1 : Number(a.code > b.code);
  return Number(a.last) - Number(b.last) || a.value - b.value || byCode;
}

/** The part of the offices, in their order, that comes after `after`. */
export function pageOf<T extends Choice>(
  offices: readonly T[],
  { order, after, limit }: Wanted,
): { items: T[]; next?: string } {
  const rest = offices
    .map((office) => ({ office, key: keyOf(office, order) }))
    .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
    .sort((a, b) => compareKeys(a.key, b.key));
  const page = rest.slice(0, limit);
  const end = page.at(-1);
  const items = page.map(({ office }) => office);
  return { items, ...(rest.length > limit && end && { next: writeCursor(order, end.key) }) };
}

/** Opaque to callers; the order stands in it, for a place in one order is none in another. */
export const writeCursor = (order: Order, { last, value, code }: Key): string =>
  Buffer.from(`${order} ${last ? 'last' : 'known'} ${String(value)} ${code}`).toString('base64url');

/** Undefined for what was never a place in this order. */
export function readCursor(order: Order, text: string): Key | undefined {
  const written = Buffer.from(text, 'base64url').toString();
  const found = /^(\w+) (last|known) (\d{1,9}(?:\.\d{1,17})?) ([A-Z0-9-]{1,24})$/.exec(written);
  const [, by, known, value, code] = found ?? [];
  if (by !== order || code === undefined) return undefined;
  return { last: known === 'last', value: Number(value), code };
}
