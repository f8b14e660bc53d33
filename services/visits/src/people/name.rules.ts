const gaps = /[^\p{L}\p{M}\p{N}]+/u;
const kazakh = new Intl.Collator('kk');

/**
 * The words of a name as they are looked for: without case, spacing and signs. Nothing else is made alike: е and ё are
 * two letters in Kazakh, and ә is no а.
 */
export const nameWords = (name: string): string[] =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .split(gaps)
    .filter((word) => word !== '');

/** One name however it was typed; the order of its words is part of it. */
export const foldedName = (name: string): string => nameWords(name).join(' ');

/** In the order of the Kazakh alphabet, which PostgreSQL's `kk-x-icu` agrees with. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  kazakh.compare(a.name, b.name);

const veil = '***';

/** The first letter of each word. */
export const maskedName = (name: string): string =>
  name
    .split(/\s+/u)
    .map((word) => `${Array.from(word)[0] ?? ''}${veil}`)
    .join(' ');

/** The last `shown` signs, and never more than a half. */
export function maskedNumber(number: string, shown = 2): string {
  const signs = Array.from(number);
  return `${veil}${signs.slice(signs.length - Math.min(shown, Math.floor(signs.length / 2))).join('')}`;
}

/** The year, by which somebody is a child or not. */
export const maskedDate = (date: string): string => `${date.slice(0, 4)}-**-**`;
