import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, instant, localDate, pageOf, pageQuery, words } from '../kit/primitives';
import { officeCode } from '../queue/office';
import { bookerReference, holdChange, holdRequest, holdView, visitChange, visitView } from './booking';
import { clientKind } from './facility';
import { poolKind, session } from './timetable';
import { cancellationCode, reviewFlag, reviewFlagReason, visitReference, visitState } from './visit';

const ids = z
  .string()
  .transform((list) => list.split(','))
  .pipe(z.array(id).min(1).max(20));
const ofHold = z.object({ ref: visitReference });
const ofVisit = z.object({ ref: visitReference });
const ofBooker = z.object({ booker: bookerReference.optional() });

const call = { service: 'visits', scope: 'visits:book' } as const;
const refusedByRules = ['booking-refused'] as const;
const noPlace = ['pool-full'] as const;

export const findSessions = defineOperation({
  ...call,
  id: 'findSessions',
  method: 'get',
  path: '/facilities/{office}/sessions',
  tag: 'Booking',
  summary: 'Sessions with places for a party',
  description:
    'Who is not staff sees the sessions that the party could have as far as party, day and session go: nothing here ' +
    'says whether, where or how somebody is detained. Staff see all, with every conflict.',
  office: 'office',
  params: z.object({ office: officeCode }),
  query: z.object({
    detainee: id,
    from: localDate.optional().describe('Absent: the first bookable day.'),
    to: localDate.optional().describe('Absent: the last bookable day.'),
    members: ids.describe('Contacts, separated by commas; the first one leads.'),
    client: clientKind.default('relative'),
    permission: id.optional(),
  }),
  success: [{ status: 200, description: 'By time.', body: z.object({ items: z.array(session) }) }],
  refusals: [],
});

const theHold = { status: 200, description: 'The hold as it is now.', body: holdView } as const;

export const holdPlace = defineOperation({
  ...call,
  id: 'holdPlace',
  method: 'post',
  path: '/holds',
  tag: 'Booking',
  summary: 'Keep a place for some minutes',
  params: z.object({}),
  body: holdRequest,
  idempotencyKey: true,
  success: [{ ...theHold, status: 201, description: 'The place is kept until `expiresAt`.' }],
  refusals: [...refusedByRules, ...noPlace, 'hold-exists'],
});

export const changeHold = defineOperation({
  ...call,
  id: 'changeHold',
  method: 'patch',
  path: '/holds/{ref}',
  tag: 'Booking',
  summary: 'Change what is held; the time begins anew, up to the most that is allowed',
  params: ofHold,
  body: holdChange,
  success: [theHold],
  refusals: [...refusedByRules, ...noPlace, 'hold-wrong-state'],
});

export const releaseHold = defineOperation({
  ...call,
  id: 'releaseHold',
  method: 'delete',
  path: '/holds/{ref}',
  tag: 'Booking',
  summary: 'Let a place go',
  params: ofHold,
  success: [{ ...theHold, description: 'Released, or was already.' }],
  refusals: ['hold-wrong-state'],
});

const theVisit = {
  status: 200,
  description: 'The visit as it is now.',
  body: visitView,
  etag: true,
} as const;

export const confirmHold = defineOperation({
  ...call,
  id: 'confirmHold',
  method: 'post',
  path: '/holds/{ref}/confirm',
  tag: 'Booking',
  summary: 'Book what is held',
  description:
    'Everything is checked again, and all that is in the way is told at once. A hold that has expired wins a place again ' +
    'or does not. Confirmed already, it is the same visit.',
  params: ofHold,
  body: z.strictObject({}).prefault({}),
  idempotencyKey: true,
  success: [{ ...theVisit, status: 201, description: 'The visit: booked, or asked for.' }],
  refusals: [...refusedByRules, ...noPlace, 'hold-wrong-state'],
});

export const listVisits = defineOperation({
  ...call,
  id: 'listVisits',
  method: 'get',
  path: '/visits',
  tag: 'Visits',
  summary: "Visits: a system's own, or those of the facilities of a member of staff",
  query: z.object({
    office: officeCode.optional(),
    booker: bookerReference.optional(),
    detainee: id.optional(),
    state: visitState.optional(),
    from: localDate.optional(),
    to: localDate.optional(),
    ...pageQuery,
  }),
  success: [{ status: 200, description: 'By the time of the visit.', body: pageOf(visitView) }],
  refusals: [],
});

export const getVisit = defineOperation({
  ...call,
  id: 'getVisit',
  method: 'get',
  path: '/visits/{ref}',
  tag: 'Visits',
  summary: 'Read a visit',
  params: ofVisit,
  query: ofBooker,
  success: [theVisit],
  refusals: [],
});

export const visitHistory = defineOperation({
  ...call,
  id: 'visitHistory',
  method: 'get',
  path: '/visits/{ref}/history',
  tag: 'Visits',
  summary: 'What became of a visit, step by step',
  params: ofVisit,
  query: ofBooker,
  success: [
    { status: 200, description: 'One for each version.', body: z.object({ items: z.array(visitChange) }) },
  ],
  refusals: [],
});

const visitCall = {
  ...call,
  method: 'post',
  tag: 'Visits',
  params: ofVisit,
  query: ofBooker,
  ifMatch: 'optional',
  success: [theVisit],
} as const;
const asItIs = ['visit-wrong-state', 'version-mismatch'] as const;
const why = z.strictObject({ reason: words(500) });

export const rescheduleVisit = defineOperation({
  ...visitCall,
  id: 'rescheduleVisit',
  path: '/visits/{ref}/reschedule',
  summary: 'Move a visit to another session or pool',
  body: z.strictObject({ session: id, pool: poolKind.optional() }),
  refusals: [...asItIs, ...refusedByRules, 'pool-full'],
});

export const cancelVisit = defineOperation({
  ...visitCall,
  id: 'cancelVisit',
  path: '/visits/{ref}/cancel',
  summary: 'Cancel a visit',
  body: z.strictObject({ code: cancellationCode, reason: words(500).optional() }),
  refusals: asItIs,
});

export const approveVisit = defineOperation({
  ...visitCall,
  id: 'approveVisit',
  path: '/visits/{ref}/approve',
  scope: 'visits:operate',
  summary: 'Say yes to a visit that was asked for',
  body: z.strictObject({}).prefault({}),
  refusals: [...asItIs, ...refusedByRules],
});

export const rejectVisit = defineOperation({
  ...visitCall,
  id: 'rejectVisit',
  path: '/visits/{ref}/reject',
  scope: 'visits:operate',
  summary: 'Say no to it',
  body: why,
  refusals: asItIs,
});

export const withdrawVisit = defineOperation({
  ...visitCall,
  id: 'withdrawVisit',
  path: '/visits/{ref}/withdraw',
  summary: 'Ask for it no more',
  body: z.strictObject({}).prefault({}),
  refusals: asItIs,
});

const flagged = z
  .object({ ...reviewFlag.shape, visit: visitReference, startsAt: instant, state: visitState })
  .meta({ id: 'FlaggedVisit' });

export const listReviewFlags = defineOperation({
  ...call,
  id: 'listReviewFlags',
  method: 'get',
  path: '/facilities/{office}/review-flags',
  tag: 'Visits',
  scope: 'visits:operate',
  office: 'office',
  summary: 'Visits that need a look because something changed after the booking',
  params: z.object({ office: officeCode }),
  query: z.object({ code: reviewFlagReason.optional(), ...pageQuery }),
  success: [{ status: 200, description: 'The earliest visit first.', body: pageOf(flagged) }],
  refusals: [],
});

export const dismissReviewFlag = defineOperation({
  ...call,
  id: 'dismissReviewFlag',
  method: 'post',
  path: '/review-flags/{id}/dismiss',
  tag: 'Visits',
  scope: 'visits:operate',
  summary: 'Somebody has looked, and the visit stays as it is',
  params: z.object({ id }),
  body: why,
  success: [{ ...theVisit, description: 'The visit, without the flag.' }],
  refusals: [],
});

export const bookingOperations = [
  findSessions,
  holdPlace,
  changeHold,
  releaseHold,
  confirmHold,
  listVisits,
  getVisit,
  visitHistory,
  rescheduleVisit,
  cancelVisit,
  approveVisit,
  rejectVisit,
  withdrawVisit,
  listReviewFlags,
  dismissReviewFlag,
] as const;
