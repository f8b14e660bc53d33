import { z } from 'zod';

// PostgreSQL's text cannot hold U+0000, and no other control character belongs in a name or a reason.
const printable = /^[^\p{Cc}\p{Cs}]*$/u;

/** Text for people, 1…`most` characters, without control characters. */
export const words = (most: number) =>
  z.string().trim().min(1).max(most).regex(printable, 'no control characters');

/** A short name in paths and bodies, such as `ALM-TRK`, `crime-report`, `3`. */
export const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'letters, digits, - and _, at most 40');

/** Texts of one thing in the languages of the country; English where there is one. */
export const text = z
  .strictObject({ kk: words(300), ru: words(300), en: words(300).optional() })
  .meta({ id: 'Text' });
export type Text = z.output<typeof text>;

export const language = z.enum(['kk', 'ru', 'en']).meta({ id: 'Language' });
export type Language = z.output<typeof language>;

/** In small letters, as PostgreSQL writes it: the same id is the same text. */
export const id = z.uuid().toLowerCase();

const yearOf = (at: string): number => new Date(at).getUTCFullYear();

const inOneForm = (at: string): string => new Date(at).toISOString();
const oneForm = z.iso.datetime({ precision: 3 });

/**
 * An instant, wherever one is said: taken as RFC 3339 with any offset, told in one form alone, that of `toISOString()`:
 * UTC, with milliseconds. Who needs the time on an office's clocks is told its zone beside.
 */
export const instant = z.iso.datetime({ offset: true }).transform(inOneForm).pipe(oneForm);

/**
 * An instant that others choose. Of the calendar's first and last year nothing is taken: elsewhere it is not that year
 * yet, and what follows from it, such as a deadline, has to be told, too.
 */
export const chosenInstant = z.iso
  .datetime({ offset: true })
  .refine((at) => yearOf(at) > 1 && yearOf(at) < 9999, 'a year from 0002 to 9998')
  .transform(inOneForm)
  .pipe(oneForm);

/** IANA, such as `Asia/Almaty`. */
export const timeZone = z.string();

/** What a zone's clocks are ahead of UTC, such as `+05:00`: for who hasn't got the zones of the world, or old ones. */
export const utcOffset = z.string().regex(/^[+-]\d\d:\d\d$/, 'such as +05:00');

/** `YYYY-MM-DD`, a date of the office's own calendar; PostgreSQL's has no year 0. */
export const localDate = z.iso.date().refine((date) => date >= '0001', 'a year from 0001 to 9999');

/** `HH:mm`, a time on the office's own clock; `24:00` ends a day. */
export const localTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'HH:mm');

/** `YYYY-MM-DDTHH:00` on the office's own clock. It is no instant: where clocks are set back, two hours look the same. */
export const localHour = z.string().regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):00$/, 'YYYY-MM-DDTHH:00');

export const minutes = z.int().min(0).max(1440);

/** The aggregate's version: also its ETag, in quotes. */
export const version = z.int().min(1);

/** A page of a list: `items` in a stable order and, where there is more, the opaque `next` for `?after=`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

export const pageQuery = {
  after: z.string().max(200).regex(printable).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
