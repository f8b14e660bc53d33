import { z } from 'zod';
import { code, localDate, localTime, minutes, text, version, words } from '../kit/primitives';

/** `ALM-TRK`: city and branch. */
export const officeCode = z
  .string()
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, 'capital letters and digits in parts joined by -')
  .max(24);

export const knownTimeZone = z.string().max(60).refine(isTimeZone, 'an IANA time zone');

/** More than there are; a zone may be written in many ways. */
const zonesAtMost = 1000;
const knownZones = new Set<string>();

function isTimeZone(zone: string): boolean {
  try {
    // Each office that is sent has one: it takes longer than all the rest.
    if (knownZones.has(zone)) return true;
    const known = /^[A-Z]/.test(zone) && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
    if (known && knownZones.size < zonesAtMost) knownZones.add(zone);
    return known;
  } catch {
    return false;
  }
}

export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.output<typeof weekday>;

const inOrder = ({ from, to }: { from: string; to: string }) => from < to;
const laterThan = {
  message: 'must be later than `from`; over midnight: until 24:00, and from 00:00 on the next day',
  path: ['to'],
};

/** A closed date that has hours, too, was never meant. */
function closedOrOpen(exceptions: readonly { date: string; closed?: true }[]): boolean {
  const closed = new Set(exceptions.filter((one) => one.closed).map(({ date }) => date));
  return exceptions.every((one) => one.closed === true || !closed.has(one.date));
}

export const hours = z
  .union([
    z.strictObject({ roundTheClock: z.literal(true) }),
    z.strictObject({
      weekly: z
        .array(
          z
            .strictObject({ days: z.array(weekday).min(1).max(7), from: localTime, to: localTime })
            .refine(inOrder, laterThan),
        )
        .min(1)
        .max(50),
      exceptions: z
        .array(
          z.union([
            z.strictObject({ date: localDate, closed: z.literal(true) }),
            z.strictObject({ date: localDate, from: localTime, to: localTime }).refine(inOrder, laterThan),
          ]),
        )
        .max(1000)
        .refine(closedOrOpen, 'a date is closed, or has hours')
        .optional(),
    }),
  ])
  .meta({ id: 'Hours' });
export type Hours = z.output<typeof hours>;

/** A target wait, from a day on, and the rule that sets it. */
export const target = z.strictObject({
  minutes: minutes.min(1),
  legalBasis: words(500),
  validFrom: localDate.describe('The first business day for which it counts.'),
});

export const resource = z.enum(['prosecutor']);
export type Resource = z.output<typeof resource>;

export const officeService = z
  .strictObject({
    code,
    prefix: z
      .string()
      .regex(/^[ABCEHKMPTXY]{1,2}$/, 'one or two of ABCEHKMPTXY')
      .describe('Letters that look the same in Latin and Cyrillic and cannot be taken for a digit.'),
    name: text,
    expectedMinutes: minutes.min(1).describe('How long serving takes, until the office has measured it.'),
    target,
    earlierTargets: z
      .array(target)
      .max(20)
      .optional()
      .describe(
        "What `target` has replaced, or will: each counts until the next one's `validFrom`. Kept by the service; where a body names some, they take the place of those that were kept.",
      ),
    skills: z.array(code).max(20).optional().describe('What a counter must have to serve it.'),
    resources: z.array(resource).max(5).optional().describe('Who must be present beside the operator.'),
  })
  .meta({ id: 'OfficeService' });
export type OfficeService = z.output<typeof officeService>;

/** Nothing that happens by itself is set to a sooner time: a process that looks a little oftener comes in time. */
export const shortestTimerSeconds = 5;

const seconds = z.int().min(shortestTimerSeconds).max(3600);

export const officeRules = z
  .strictObject({
    recallAfterSeconds: seconds.default(60).describe('After this a call is repeated.'),
    noShowAfterSeconds: seconds
      .default(90)
      .describe('After the repetition: how long until the visitor counts as not having come.'),
    returnWithinMinutes: minutes
      .default(30)
      .describe('How long after a no-show the visitor may wait again, once.'),
    appointmentGraceMinutes: minutes
      .default(10)
      .describe('So late an appointment still counts from its own time.'),
    overtakenAtMost: z
      .int()
      .min(0)
      .max(1000)
      .default(5)
      .describe('After so many, nobody else who came later is called before.'),
    turnNearPlaces: z
      .int()
      .min(0)
      .max(50)
      .default(3)
      .describe('Places ahead at which a visitor is told that the turn is near.'),
    leaseSeconds: z
      .int()
      .min(shortestTimerSeconds)
      .max(43200)
      .default(600)
      .describe('How long a counter is held after the last sign of its operator.'),
    ticketsPerPersonAtMost: z
      .int()
      .min(1)
      .max(100)
      .default(3)
      .describe('Open tickets that one known person may hold in the office, of different services.'),
    ticketsPerDeviceMinuteAtMost: z
      .int()
      .min(1)
      .max(1000)
      .default(30)
      .describe('Tickets that one device may issue in a minute.'),
  })
  .meta({ id: 'OfficeRules' });
export type OfficeRules = z.output<typeof officeRules>;

const unique = <T>(items: readonly T[], key: (item: T) => string) =>
  new Set(items.map(key)).size === items.length;
const codesOf = (item: { code: string }) => item.code;

const officeFields = {
  kind: z.enum(['penal', 'police', 'motorist']),
  name: text,
  address: text,
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  busRoutes: z.array(words(20)).max(100).describe('Numbers of the routes that stop there.'),
  timeZone: knownTimeZone,
  businessDayStartsAt: localTime
    .refine((time) => time !== '24:00', 'before 24:00')
    .default('05:00')
    .describe('When the number series begins anew, by the clock on the wall.'),
  hours,
  services: z
    .array(officeService)
    .min(1)
    .max(100)
    .refine((all) => unique(all, codesOf), 'codes must be unique'),
  counters: z
    .array(z.strictObject({ code, name: text.optional() }))
    .max(200)
    .refine((all) => unique(all, codesOf), 'codes must be unique'),
  priorities: z
    .array(
      z.strictObject({
        code,
        minutes: minutes.describe('By so much the deadline comes earlier.'),
        legalBasis: words(500),
        emergency: z
          .literal(true)
          .optional()
          .describe('Before everybody else, whatever the deadlines; only staff may give it.'),
      }),
    )
    .max(50)
    .refine((all) => unique(all, codesOf), 'codes must be unique')
    .default([]),
  rules: officeRules.prefault({}),
  closure: z
    .strictObject({ from: localDate, reason: words(500), successor: officeCode.optional() })
    .optional()
    .describe('Closed for good from this day on; `successor` is where its visitors go.'),
};

/** What `PUT /offices/{office}` takes; `code` and `version` may stand in it, as they were read, and must then be true. */
export const officeDefinition = z
  .strictObject({ code: officeCode.optional(), ...officeFields, version: version.optional() })
  .meta({ id: 'OfficeDefinition' });
export type OfficeDefinition = z.output<typeof officeDefinition>;

export const office = z.object({ code: officeCode, ...officeFields, version }).meta({ id: 'Office' });
export type Office = z.output<typeof office>;
