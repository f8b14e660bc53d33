import type { CityOffice, Office } from '@kezek/contracts';
import { dayOf, isClosed, openingOf } from '../offices/opening.rules';

const tiers = ['known', 'unknown', 'closed'] as const;

/** What the offices are put in order by. */
export type Order = 'code' | 'distance' | 'wait' | 'total';

/** Where an office stands in an order; by a wait, what can't be told comes after, and what is closed last. */
export interface Key {
  readonly tier: (typeof tiers)[number];
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

/** Whether an office is open, until when, or when it opens. */
export function opennessOf(
  office: Office,
  now: Date,
  dayEnded: boolean,
): Pick<CityOffice, 'openNow' | 'opensAt' | 'closesAt'> {
  const opening = openingOf(office, now, dayEnded);
  if (opening.open) return { openNow: true, ...(opening.until && { closesAt: opening.until.toISOString() }) };
  return { openNow: false, ...(opening.opensAt && { opensAt: opening.opensAt.toISOString() }) };
}

type Choice = Pick<CityOffice, 'openNow' | 'code' | 'distanceMeters' | 'travelMinutes' | 'waiting'>;

/** By `wait` and `total` the one service counts that was asked for. */
export function keyOf(choice: Choice, order: Order): Key {
  const { code, openNow, distanceMeters = 0, travelMinutes = 0, waiting } = choice;
  if (order === 'code') return { tier: 'known', value: 0, code };
  if (order === 'distance') return { tier: 'known', value: distanceMeters, code };
  const estimate = waiting[0]?.estimate;
  // Of those of whom nothing is known the nearest may be asked first.
  if (!estimate?.known) return { tier: openNow ? 'unknown' : 'closed', value: distanceMeters, code };
  return { tier: 'known', value: estimate.p80Minutes + (order === 'total' ? travelMinutes : 0), code };
}

export function compareKeys(a: Key, b: Key): number {
  const byCode = a.code < b.code ? -1 : Number(a.code > b.code);
  return tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || a.value - b.value || byCode;
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
  return { items, ...(rest.length > limit && end && { next: writeAfter(order, end.key) }) };
}

/** Opaque to callers; the order stands in it, for a place in one order is none in another. */
export const writeAfter = (order: Order, { tier, value, code }: Key): string =>
  Buffer.from(`${order} ${tier} ${String(value)} ${code}`).toString('base64url');

/** Undefined for what was never a place in this order. */
export function readAfter(order: Order, text: string): Key | undefined {
  const written = Buffer.from(text, 'base64url').toString();
  const found = /^(\w+) (\w+) (\d{1,9}(?:\.\d{1,17})?) ([A-Z0-9-]{1,24})$/.exec(written);
  const [, by, told, value, code] = found ?? [];
  const tier = tiers.find((one) => one === told);
  if (by !== order || code === undefined || tier === undefined) return undefined;
  return { tier, value: Number(value), code };
}
