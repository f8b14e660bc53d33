const second = 1000;
const day = 86_400 * second;
const longestRelative = 31 * day;

const two = (value: number) => String(value).padStart(2, '0');

/** An absolute SMPP time in UTC, to the tenth of a second: `YYMMDDhhmmsst00+` (SMPP 3.4, 7.1.1.1). */
export function formatAbsoluteTime(epochMilliseconds: number): string {
  const at = new Date(epochMilliseconds);
  const date = [at.getUTCFullYear() % 100, at.getUTCMonth() + 1, at.getUTCDate()];
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  const tenth = Math.floor(at.getUTCMilliseconds() / 100);
  return `${[...date, ...time].map(two).join('')}${String(tenth)}00+`;
}

/**
 * A relative SMPP time, `YYMMDDhhmmss000R` (7.1.1.2), from milliseconds: rounded down to whole seconds so that it
 * never outlasts what was asked, at least one second, at most 31 days.
 */
export function formatRelativeTime(milliseconds: number): string {
  const clamped = Math.min(longestRelative, Math.max(second, milliseconds));
  const seconds = Math.floor(clamped / second);
  const parts = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  return `0000${parts.map(two).join('')}000R`;
}

/**
 * Epoch milliseconds that an SMPP time names; a relative one counts from `now`. Empty (the SMSC's default) and
 * anything that isn't a time give `undefined`.
 */
export function parseSmppTime(text: string, now: number): number | undefined {
  const match = /^((?:\d\d){6})(\d)(\d\d)([+\-R])$/.exec(text);
  if (!match) return undefined;
  const [, digits = '', tenths = '', quarters = '', kind = ''] = match;
  if (kind === 'R') return now + durationOf(digits) + Number(tenths) * 100;
  const local = instantOf(digits);
  const offset = Number(quarters) * 15 * 60 * second * (kind === '+' ? 1 : -1);
  return local === undefined ? undefined : local + Number(tenths) * 100 - offset;
}

/** A date of a receipt's text, `YYMMDDhhmm[ss]`, read as UTC: receipts name no zone. */
export function parseReceiptTime(text: string): number | undefined {
  return /^(?:\d\d){5,6}$/.test(text) ? instantOf(text) : undefined;
}

function pairsOf(digits: string): [number, number, number, number, number, number] {
  const pair = (index: number) => Number(digits.slice(index * 2, index * 2 + 2));
  return [pair(0), pair(1), pair(2), pair(3), pair(4), pair(5)];
}

function durationOf(digits: string): number {
  const [year, month, days, hours, minutes, seconds] = pairsOf(digits);
  return (year * 365 + month * 30 + days) * day + ((hours * 60 + minutes) * 60 + seconds) * second;
}

// Date.UTC would carry a 13th month or a 31st of February over; a date that doesn't come back is none.
function instantOf(digits: string): number | undefined {
  const [year, month, days, hours, minutes, seconds] = pairsOf(digits);
  const instant = Date.UTC(2000 + year, month - 1, days, hours, minutes, seconds);
  const written = new Date(instant).toISOString().replace(/\D/g, '').slice(2, 14);
  return written === digits.padEnd(12, '0') ? instant : undefined;
}
