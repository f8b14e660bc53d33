import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type ParsedMobile =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly reason: 'not-a-number' | 'not-kazakh' | 'not-mobile' };

/** What a test number comes to; nothing is ever sent to one. */
export type TestOutcome =
  'delivered' | 'permanent' | 'temporary' | 'expired' | 'unknown' | 'throttled' | 'late-receipt';

const testNumbers = new Map<string, TestOutcome>([
  ['+77500000001', 'delivered'],
  ['+77500000002', 'permanent'],
  ['+77500000003', 'temporary'],
  ['+77500000004', 'expired'],
  ['+77500000005', 'unknown'],
  ['+77500000006', 'throttled'],
  ['+77500000007', 'late-receipt'],
]);

/** The outcome that a test number stands for, by its E.164 form; undefined for every other number. */
export const testNumberOutcome = (e164: string): TestOutcome | undefined => testNumbers.get(e164);

// People write brackets, spaces, dots and dashes; a national 8 stands for +7.
const compact = (input: string): string =>
  input.replace(/[\s().-]/g, '').replace(/^(?:8|7)(?=\d{10}$)/, '+7');

/**
 * Reads a phone number as people write it (`8 701 …`, `+7 (701) …`) and takes it only when it is a mobile of
 * Kazakhstan: `+7` alone is Russia, too. The test numbers are taken before they are validated.
 */
export function parseKazakhMobile(input: string): ParsedMobile {
  const number = compact(input);
  if (testNumbers.has(number)) return { ok: true, e164: number };
  const parsed = input.length > 40 ? undefined : parsePhoneNumberFromString(number, 'KZ');
  if (parsed?.isValid() !== true || parsed.ext !== undefined) return { ok: false, reason: 'not-a-number' };
  if (parsed.country !== 'KZ') return { ok: false, reason: 'not-kazakh' };
  if (parsed.getType() !== 'MOBILE') return { ok: false, reason: 'not-mobile' };
  return { ok: true, e164: parsed.number };
}

/** `+77011234567` as `+7701•••4567`: what logs, answers and topics may show. */
export const maskPhone = (e164: string): string =>
  e164.length < 10 ? '•••' : `${e164.slice(0, 5)}•••${e164.slice(-4)}`;
