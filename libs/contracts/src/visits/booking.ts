import { z } from 'zod';
import { code, id, instant, localDate, timeZone, version, words } from '../kit/primitives';
import { officeCode } from '../queue/office';
import { clientKind } from './facility';
import { poolKind } from './timetable';
import {
  cancellationCode,
  completionCode,
  holdState,
  reviewFlag,
  visitAction,
  visitReference,
  visitState,
} from './visit';

/** How a booking system calls the person for whom it acts; nobody else knows whom it means. */
export const bookerReference = words(100);

const members = z
  .array(id)
  .min(1)
  .max(20)
  .describe('Contacts; the first one leads the party. Whoever is named twice is told so.');

/** What a place is kept for. */
export const holdRequest = z
  .strictObject({
    session: id,
    pool: poolKind,
    detainee: id,
    members,
    client: clientKind.default('relative').describe('As what the party comes.'),
    permission: id.optional(),
    booker: bookerReference.optional().describe('From systems: whom it acts for, by a reference of its own.'),
  })
  .meta({ id: 'HoldRequest' });
export type HoldRequest = z.output<typeof holdRequest>;

export const holdChange = z
  .strictObject({
    session: id.optional(),
    pool: poolKind.optional(),
    members: members.optional(),
    permission: id.optional(),
  })
  .meta({ id: 'HoldChange' });
export type HoldChange = z.output<typeof holdChange>;

/** The session that is held, or booked. */
const place = {
  office: officeCode,
  session: id,
  template: code,
  date: localDate,
  startsAt: instant,
  endsAt: instant,
  timeZone: timeZone.describe("The facility's."),
  room: code,
  pool: poolKind,
};
const party = { client: clientKind, detainee: id, permission: id.optional() };
const member = z.object({ contact: id, lead: z.boolean() }).meta({ id: 'VisitMember' });

export const holdView = z
  .object({
    ref: visitReference,
    state: holdState,
    ...place,
    ...party,
    members: z.array(member),
    booker: bookerReference.optional(),
    expiresAt: instant,
    visit: visitReference.optional().describe('What it has become.'),
  })
  .meta({ id: 'Hold' });
export type HoldView = z.output<typeof holdView>;

const endCode = z.union([cancellationCode, completionCode]);

export const visitView = z
  .object({
    ref: visitReference,
    state: visitState,
    code: endCode.optional().describe('How it ended, where it did by a code.'),
    ...place,
    ...party,
    members: z.array(member),
    booker: bookerReference.optional(),
    bookedAt: instant,
    reviewFlags: z.array(reviewFlag).describe('For staff: what changed since.'),
    version,
    actions: z.array(visitAction),
  })
  .meta({ id: 'Visit' });
export type VisitView = z.output<typeof visitView>;

/** A version of a visit: what was done, and how it was then. */
export const visitChange = z
  .object({
    version,
    action: code,
    state: visitState,
    at: instant,
    by: z.enum(['booker', 'staff', 'system']),
    actor: z.string().optional().describe('For staff: whose token it was.'),
    code: endCode.optional(),
    reason: z.string().optional().describe('For staff.'),
    startsAt: instant,
  })
  .meta({ id: 'VisitChange' });
export type VisitChange = z.output<typeof visitChange>;

/** Where a party could go instead, in the 409 of a full pool. */
export const alternative = z
  .object({ session: id, date: localDate, startsAt: instant, endsAt: instant, pool: poolKind })
  .meta({ id: 'Alternative' });
export type Alternative = z.output<typeof alternative>;
