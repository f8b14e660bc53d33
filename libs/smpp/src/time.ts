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
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([+\-R])$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, days = 0, hours = 0, minutes = 0, seconds = 0, tenths = 0, quarters = 0] = match
    .slice(1, 9)
    .map(Number);
  const clock = ((hours * 60 + minutes) * 60 + seconds) * second + tenths * 100;
  if (match[9] === 'R') return now + year * 365 * day + month * 30 * day + days * day + clock;
  if (month < 1 || month > 12 || days < 1 || days > 31 || hours > 23 || minutes > 59 || seconds > 59)
    return undefined;
  const offset = quarters * 15 * 60 * second * (match[9] === '+' ? 1 : -1);
  return Date.UTC(2000 + year, month - 1, days) + clock - offset;
}

/** A date of a receipt's text, `YYMMDDhhmm[ss]`, read as UTC: receipts name no zone. */
export function parseReceiptTime(text: string): number | undefined {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, days = 0, hours = 0, minutes = 0] = match.slice(1, 6).map(Number);
  if (month < 1 || month > 12 || days < 1 || days > 31 || hours > 23 || minutes > 59) return undefined;
  return Date.UTC(2000 + year, month - 1, days, hours, minutes, Number(match[6] ?? 0));
}
