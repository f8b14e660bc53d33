import { z } from 'zod';
import { code, id, instant, localDate, localTime, timeZone, words } from '../kit/primitives';
import { weekday } from '../queue/office';
import { bookingConflict } from './conflicts';
import { clientKind } from './facility';
import { visitReference } from './visit';

export const poolKind = z.enum(['open', 'closed', 'legal', 'video', 'walk-in']).meta({ id: 'PoolKind' });
export type PoolKind = z.output<typeof poolKind>;

const places = z.int().min(0).max(10_000);

export const pool = z.strictObject({ kind: poolKind, parties: places, persons: places }).meta({ id: 'Pool' });
export type Pool = z.output<typeof pool>;

/** The session begins at this time of the clock; `24:00` would be another day. */
const beginning = localTime.refine((time) => time < '24:00', 'before 24:00');

const once = (items: readonly unknown[]) => new Set(items).size === items.length;

/** A session that comes again: the rule, from which every dated session is computed. */
export const sessionTemplate = z
  .strictObject({
    weekday,
    startsAt: beginning,
    endsAt: localTime.describe('Not later than `startsAt`: on the next day.'),
    validFrom: localDate.describe('The first day on which it may take place.'),
    validTo: localDate.optional().describe('The last one.'),
    everyWeeks: z.int().min(1).max(52).default(1),
    anchorDate: localDate.describe('A day of a week in which it takes place, before or after `validFrom`.'),
    room: code,
    kind: z.enum(['social', 'official']),
    bookableBy: z.array(clientKind).min(1).max(2).refine(once, 'each once'),
    approval: z
      .boolean()
      .default(false)
      .describe('What others than staff book is asked for, until staff approve it.'),
    units: z
      .array(code)
      .min(1)
      .max(200)
      .optional()
      .describe('Whose detainees may be visited; absent: those of all units.'),
    pools: z
      .array(pool)
      .min(1)
      .max(5)
      .refine((all) => once(all.map(({ kind }) => kind)), 'one pool of a kind'),
  })
  .refine(({ startsAt, endsAt }) => startsAt !== endsAt, { message: 'not at `startsAt`', path: ['endsAt'] })
  .refine(({ validFrom, validTo }) => validTo === undefined || validFrom <= validTo, {
    message: 'not before `validFrom`',
    path: ['validTo'],
  })
  .meta({ id: 'SessionTemplate' });
export type SessionTemplate = z.output<typeof sessionTemplate>;

/** A day on which nothing takes place: of the whole facility, or of one template. */
export const excludedDate = z
  .strictObject({ date: localDate, template: code.optional(), reason: words(500) })
  .meta({ id: 'ExcludedDate' });
export type ExcludedDate = z.output<typeof excludedDate>;

const conflict = z
  .object({
    code: bookingConflict,
    member: id.optional().describe('The contact to whom it applies; absent: to the party or the detainee.'),
  })
  .meta({ id: 'SessionConflict' });

export const session = z
  .object({
    id,
    template: code,
    date: localDate,
    startsAt: instant,
    endsAt: instant,
    timeZone: timeZone.describe("The facility's."),
    room: code,
    kind: z.enum(['social', 'official']),
    pools: z.array(z.object({ kind: poolKind, freeParties: places, freePersons: places })),
    conflicts: z
      .array(conflict)
      .optional()
      .describe('For staff: why the party that was asked about can not be booked.'),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof session>;

/** What a change would do, told before it is made. */
export const templatePreview = z
  .object({
    frozen: z.array(z.string()).describe('Fields that can not change while there are visits.'),
    sessions: z.array(
      z.object({
        date: localDate,
        change: z.enum(['added', 'removed', 'capacity-lowered', 'capacity-raised']),
        visits: z.array(visitReference).describe('Those that it touches: they will be flagged.'),
      }),
    ),
  })
  .meta({ id: 'TemplatePreview' });
export type TemplatePreview = z.output<typeof templatePreview>;

/** The same for the dry run and for the move. */
export const moveResult = z
  .object({
    moved: z.array(z.object({ visit: visitReference, from: localDate, to: localDate })),
    left: z.array(
      z.object({
        visit: visitReference,
        from: localDate,
        reason: z.enum(['no-session', 'no-place', 'rules']),
        conflicts: z.array(conflict).optional(),
      }),
    ),
  })
  .meta({ id: 'MoveResult' });
export type MoveResult = z.output<typeof moveResult>;
