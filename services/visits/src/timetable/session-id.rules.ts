import { addDays } from '@kezek/platform';
import { Temporal } from 'temporal-polyfill';

const dayOne = '1970-01-01';
const digits = 8;

/** The key of a new template: its last 32 bits are where the day goes. */
export const keyFrom = (uuid: string): string => uuid.slice(0, -digits) + '0'.repeat(digits);

/** A dated session's id: known without anything being written, and leads back to its template and its day. */
export function sessionIdOf(key: string, date: string): string {
  const days = Temporal.PlainDate.from(dayOne).until(date, { largestUnit: 'day' }).days;
  // Of days before 1970 the two's complement.
  return key.slice(0, -digits) + (days >>> 0).toString(16).padStart(digits, '0');
}

/** Undefined where it names no day that there is. */
export function readSessionId(id: string): { readonly key: string; readonly date: string } | undefined {
  const days = Number.parseInt(id.slice(-digits), 16) | 0;
  const [first, last] = [-719_162, 2_932_896];
  if (days < first || days > last) return undefined;
  return { key: keyFrom(id.toLowerCase()), date: addDays(dayOne, days) };
}
