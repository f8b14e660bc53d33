import { z } from 'zod';
import { code, localDate, minutes, version, words } from '../kit/primitives';
import { knownTimeZone, officeCode, weekday } from '../queue/office';

/** For whom a session is, and whose notice counts. */
export const clientKind = z.enum(['relative', 'lawyer']).meta({ id: 'ClientKind' });
export type ClientKind = z.output<typeof clientKind>;

export const detaineeStatus = z.enum(['suspect', 'accused', 'convicted']).meta({ id: 'DetaineeStatus' });
export type DetaineeStatus = z.output<typeof detaineeStatus>;

/** By which act something holds, and on which days: both ends included, without `to` until another one. */
const inForce = { legalBasis: words(500), from: localDate, to: localDate.optional() };
const dated = <T extends z.ZodType>(value: T) => z.strictObject({ value, ...inForce });
const editions = <T extends z.ZodType>(value: T) => z.array(dated(value)).max(50);

const age = z.int().min(0).max(120);
const people = z.int().min(0).max(100);
const somebody = people.min(1);
const period = minutes.min(1);
const daysAhead = z.int().min(0).max(366);

/** Bookable from `today + minDays + 1` to `today + maxDays`. */
export const noticeWindow = z
  .strictObject({
    minDays: daysAhead.describe('So many days must lie between the booking and the visit.'),
    maxDays: daysAhead.describe('So many days after today the last bookable day is.'),
    workingDays: z.boolean().default(false).describe('`minDays` counts working days alone.'),
  })
  .meta({ id: 'NoticeWindow' });
export type NoticeWindow = z.output<typeof noticeWindow>;

/** Each whole number that the law or the facility sets; the shape of `limits`, and of what holds on a day. */
const numbers = {
  adultAge: age.describe('From this age on a visitor is an adult, on the day of the visit.'),
  visitorsAtMost: somebody.describe('People in one party.'),
  adultsAtMost: somebody.optional().describe('Of them; absent: any number.'),
  childrenAtMost: people.optional(),
  holdMinutes: period.default(10).describe('So long a place is kept; each change begins it anew.'),
  holdAtMostMinutes: minutes
    .min(1)
    .default(30)
    .describe('So long it is kept at most, however often changed.'),
  freedHoldMinutes: minutes
    .min(1)
    .default(15)
    .describe('So long a freed place is kept for who waits for it.'),
  waitAtMostMinutes: period.default(20).describe('From the arrival until the detainee is there.'),
};

const limits = z
  .strictObject({
    adultAge: editions(age),
    visitorsAtMost: editions(somebody),
    adultsAtMost: editions(somebody),
    childrenAtMost: editions(people),
    holdMinutes: editions(period),
    holdAtMostMinutes: editions(period),
    freedHoldMinutes: editions(period),
    waitAtMostMinutes: editions(period),
    notice: z.strictObject({ relative: editions(noticeWindow), lawyer: editions(noticeWindow) }).partial(),
  })
  .partial()
  .meta({ id: 'FacilityLimits' });

/** Of a facility that says no other, or nothing yet. */
export const usualTimeZone = 'Asia/Almaty';

const detentionLaw = 'Law 353-I of 30 March 1999, article 17';
const since = '1999-03-30';

/** What a detainee may have in a month; the first entry that fits counts. */
export const entitlementRule = z
  .strictObject({
    statuses: z.array(detaineeStatus).min(1).optional().describe('Of whom; absent: of everybody.'),
    minor: z.boolean().optional(),
    visitsAtMost: z.int().min(0).max(100).describe('Visits of relatives in a calendar month.'),
    minutesAtMost: period.describe('Length of each.'),
    ...inForce,
  })
  .meta({ id: 'EntitlementRule' });
export type EntitlementRule = z.output<typeof entitlementRule>;

/** Whose relatives need the written permission of the body that conducts the case. */
export const permissionRule = z
  .strictObject({ statuses: z.array(detaineeStatus).min(1), ...inForce })
  .meta({ id: 'PermissionRule' });
export type PermissionRule = z.output<typeof permissionRule>;

const entitlements: EntitlementRule[] = [
  { minor: true, visitsAtMost: 3, minutesAtMost: 180, legalBasis: detentionLaw, from: since },
  { minor: false, visitsAtMost: 2, minutesAtMost: 180, legalBasis: detentionLaw, from: since },
];
const permissions: PermissionRule[] = [
  { statuses: ['suspect', 'accused'], legalBasis: detentionLaw, from: since },
];

/** What may not be carried in, and what becomes of it. */
export const itemRule = z.enum(['carry', 'store', 'surrender']).meta({ id: 'ItemRule' });

export const lockerSize = z.enum(['small', 'medium', 'large']).meta({ id: 'LockerSize' });

const unique = <T>(items: readonly T[], key: (item: T) => string) =>
  new Set(items.map(key)).size === items.length;

/**
 * What holds in a facility. A number beside `limits` is the facility's own, by `legalBasis`; an edition in `limits`
 * takes its place on its days.
 */
export const facilityRules = z
  .strictObject({
    ...numbers,
    notice: z.strictObject({ relative: noticeWindow, lawyer: noticeWindow }),
    timeZone: knownTimeZone.default(usualTimeZone).describe('On whose clock and calendar its days are.'),
    queueServices: z
      .strictObject({ relative: code, lawyer: code })
      .default({ relative: 'relative-visit', lawyer: 'lawyer-visit' })
      .describe('Of the office, by the kind of client: what the ticket of a visit is for.'),
    weekStartsOn: weekday.describe('Where a week begins for "every n weeks".'),
    lockers: z
      .array(z.strictObject({ code, size: lockerSize }))
      .max(1000)
      .refine((all) => unique(all, (locker) => locker.code), 'codes must be unique'),
    legalBasis: words(500).default('Internal rules of the facility'),
    limits: limits.prefault({}),
    entitlements: z.array(entitlementRule).max(50).default(entitlements),
    permissions: z.array(permissionRule).max(50).default(permissions),
    weekend: z.array(weekday).max(6).default(['sat', 'sun']),
    calendar: z
      .array(z.strictObject({ date: localDate, working: z.boolean() }))
      .max(1000)
      .refine((all) => unique(all, ({ date }) => date), 'a date stands once')
      .default([])
      .describe('Holidays, and days of rest on which people work.'),
    itemCatalogue: code.optional().describe('The catalogue of items that the checkpoint asks about.'),
  })
  .meta({ id: 'FacilityRules' });
export type FacilityRules = z.output<typeof facilityRules>;

/** A limit as it stands on a day, and by which act. */
const limitInForce = z
  .object({
    limit: code.describe('Its name in the rules; `notice-relative` and `notice-lawyer` for the notices.'),
    value: z.union([z.int(), noticeWindow]),
    legalBasis: z.string(),
  })
  .meta({ id: 'LimitInForce' });
export type LimitInForce = z.output<typeof limitInForce>;

const asRead = { office: officeCode, version };

/** What is put: the rules, or what was read with changes in it. */
export const facilityRulesRequest = facilityRules
  .extend({
    office: asRead.office.optional(),
    version: asRead.version.optional(),
    inForce: z.array(limitInForce).optional().describe('As it was read: it follows from the rest.'),
  })
  .meta({ id: 'FacilityRulesRequest' });

export const facilityRulesView = z
  .object({
    ...asRead,
    ...facilityRules.shape,
    inForce: z
      .array(limitInForce)
      .describe("Every number and notice as of today, on the facility's calendar."),
  })
  .meta({ id: 'FacilityRulesView' });
export type FacilityRulesView = z.output<typeof facilityRulesView>;
