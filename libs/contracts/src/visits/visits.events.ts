import { z } from 'zod';
import { defineEvent, defineTopic } from '../kit/event';
import { chosenInstant, code, id, instant, language, localDate, version } from '../kit/primitives';
import { appointmentReference } from '../queue/appointment.operations';
import { officeCode } from '../queue/office';
import { stage, waitCause } from './checkpoint';
import { pool } from './timetable';
import {
  cancellationCode,
  completionCode,
  permissionState,
  reviewFlag,
  visitState,
  type VisitState,
} from './visit';

const days = 24 * 60 * 60 * 1000;

export const visitTopic = defineTopic({
  name: 'visits.visit.v1',
  title: 'Visits as they are booked, moved, cancelled and begun; key = detainee',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 7 * days,
  audience: 'services',
});

/** The whole of the visit in every event: whoever has the newest version needs no other. Never a name, nor a number. */
const visitFacts = {
  visit: appointmentReference,
  /** Where it takes place; the same for the whole life of a visit. */
  office: officeCode,
  service: code,
  startsAt: chosenInstant,
  language,
  priority: code.optional(),
  /** Leads the notifications service, and nobody else, to the visitor's phone. */
  contactRef: id.optional(),
  /** Grows with each event of a visit. */
  version,
};

const visitEvent = <const N extends string, D extends z.ZodRawShape>(name: N, summary: string, more: D) =>
  defineEvent({
    type: `visits.visit.${name}` as const,
    version: 1,
    topic: visitTopic,
    summary,
    data: z.object({ ...visitFacts, ...more }),
  });

const booked = { state: z.literal('booked') };

export const visitBooked = visitEvent('booked', 'A visit has its place and time.', booked);
export const visitRescheduled = visitEvent('rescheduled', 'It has another time, or another service.', booked);
export const visitCancelled = visitEvent('cancelled', 'It will not take place.', {
  state: z.literal('cancelled'),
  code: cancellationCode.optional(),
});
export const visitCheckedIn = visitEvent('checked-in', 'The visitor is there.', {
  state: z.literal('checked-in'),
  arrivedAt: instant,
});

const inState = <const S extends VisitState>(state: S) => ({ state: z.literal(state) });
const ended = <const S extends VisitState>(state: S) => ({ ...inState(state), code: completionCode });

export const visitRequested = visitEvent('requested', 'It waits for approval.', inState('requested'));
export const visitApproved = visitEvent('approved', 'It was asked for, and has its place now.', booked);
export const visitRejected = visitEvent('rejected', 'Staff said no.', inState('rejected'));
export const visitAutoRejected = visitEvent(
  'auto-rejected',
  'Nobody decided in time.',
  inState('auto-rejected'),
);
export const visitWithdrawn = visitEvent('withdrawn', 'Who asked asks no more.', inState('withdrawn'));
export const visitNoShow = visitEvent('no-show', 'Nobody came.', inState('no-show'));
export const visitAdmitted = visitEvent('admitted', 'The party may go in.', inState('admitted'));
export const visitDeniedEntry = visitEvent('denied-entry', 'The party may not go in.', ended('denied-entry'));
export const visitAbandoned = visitEvent('abandoned', 'The party left before going in.', ended('abandoned'));
export const visitStarted = visitEvent(
  'started',
  'Visitors and detainee are together.',
  inState('in-progress'),
);
export const visitCompleted = visitEvent('completed', 'It is over.', ended('completed'));
export const visitTerminated = visitEvent('terminated', 'It was broken off.', ended('terminated'));

const whatever = { state: visitState };
export const visitFlagRaised = visitEvent('flag-raised', 'Something changed: it needs a look.', {
  ...whatever,
  flag: reviewFlag,
});
export const visitFlagResolved = visitEvent('flag-resolved', 'The cause went, or somebody looked.', {
  ...whatever,
  flag: reviewFlag,
  resolved: z.enum(['cause-gone', 'dismissed']),
});
export const visitWaitBreached = visitEvent('wait-breached', 'The party waited longer than it may.', {
  ...whatever,
  /** From the arrival until now, or until the detainee was there. */
  waitSeconds: z.int().min(0),
  /** The stage that took the longest. */
  stage,
  cause: waitCause,
});

/** Those that the queue follows. */
export const visitEvents = [
  visitBooked,
  visitApproved,
  visitRescheduled,
  visitCancelled,
  visitCheckedIn,
] as const;
export type VisitData = z.output<(typeof visitEvents)[number]['data']>;

/** Everything else that becomes of a visit. */
export const furtherVisitEvents = [
  visitRequested,
  visitRejected,
  visitAutoRejected,
  visitWithdrawn,
  visitNoShow,
  visitAdmitted,
  visitDeniedEntry,
  visitAbandoned,
  visitStarted,
  visitCompleted,
  visitTerminated,
  visitFlagRaised,
  visitFlagResolved,
  visitWaitBreached,
] as const;

export const sessionTopic = defineTopic({
  name: 'visits.session.v1',
  title: 'Sessions whose places or days change; key = office',
  partitions: 1,
  cleanupPolicy: 'delete',
  retentionMs: 7 * days,
  audience: 'services',
});
export const permissionTopic = defineTopic({
  name: 'visits.permission.v1',
  title: 'Permissions as they are registered, used, given back and revoked; key = detainee',
  partitions: 1,
  cleanupPolicy: 'delete',
  retentionMs: 7 * days,
  audience: 'services',
});

/** A dated session is known by its template and its day. */
const sessionFacts = { office: officeCode, template: code, date: localDate, version };

const sessionEvent = <const N extends string, D extends z.ZodRawShape>(name: N, summary: string, more: D) =>
  defineEvent({
    type: `visits.session.${name}` as const,
    version: 1,
    topic: sessionTopic,
    summary,
    data: z.object({ ...sessionFacts, ...more }),
  });

export const sessionCapacityChanged = sessionEvent('capacity-changed', 'It has other places.', {
  pools: z.array(pool),
});
export const sessionExcluded = sessionEvent('excluded', 'It will not take place on its day.', {});
export const sessionRestored = sessionEvent('restored', 'It takes place after all.', {});

/** Neither the number nor the names: those are of the investigation. */
const permissionFacts = {
  permission: id,
  state: permissionState,
  usesLeft: z.int().min(0),
  validFrom: localDate,
  validTo: localDate,
  version,
};

const permissionEvent = <const N extends string, D extends z.ZodRawShape>(
  name: N,
  summary: string,
  more: D,
) =>
  defineEvent({
    type: `visits.permission.${name}` as const,
    version: 1,
    topic: permissionTopic,
    summary,
    data: z.object({ ...permissionFacts, ...more }),
  });

export const permissionRegistered = permissionEvent('registered', 'It is on record.', {});
export const permissionUsed = permissionEvent('used', 'A visit was booked by it.', {
  visit: appointmentReference,
});
export const permissionReturned = permissionEvent(
  'returned',
  'A visit by it did not take place, and not by the visitor.',
  {
    visit: appointmentReference,
  },
);
export const permissionRevoked = permissionEvent(
  'revoked',
  'The body that conducts the case took it back.',
  {},
);

export const timetableEvents = [sessionCapacityChanged, sessionExcluded, sessionRestored] as const;
export const permissionEvents = [
  permissionRegistered,
  permissionUsed,
  permissionReturned,
  permissionRevoked,
] as const;
