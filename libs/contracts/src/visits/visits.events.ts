import { z } from 'zod';
import { defineEvent, defineTopic } from '../kit/event';
import { code, id, instant, language, version } from '../kit/primitives';
import { appointmentReference } from '../queue/appointment.operations';
import { officeCode } from '../queue/office';

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
  startsAt: instant,
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
});
export const visitCheckedIn = visitEvent('checked-in', 'The visitor is there.', {
  state: z.literal('checked-in'),
  arrivedAt: instant,
});

/** Those that the queue follows. */
export const visitEvents = [visitBooked, visitRescheduled, visitCancelled, visitCheckedIn] as const;
export type VisitData = z.output<(typeof visitEvents)[number]['data']>;
