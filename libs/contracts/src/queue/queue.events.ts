import { z } from 'zod';
import { defineEvent, defineTopic } from '../kit/event';
import { code, id, instant, language, localDate, version } from '../kit/primitives';
import { counterState } from './counter';
import { office, officeCode } from './office';
import { band, channel, outcome, ticketState } from './ticket';

const days = 24 * 60 * 60 * 1000;

export const queueTicketTopic = defineTopic({
  name: 'queue.ticket.v1',
  title: 'The life of every ticket; key = office',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 7 * days,
  audience: 'agencies',
});
export const queueCounterTopic = defineTopic({
  name: 'queue.counter.v1',
  title: 'Counters opened, paused and closed; key = office',
  partitions: 6,
  cleanupPolicy: 'delete',
  retentionMs: 7 * days,
  audience: 'agencies',
});
export const queueOfficeTopic = defineTopic({
  name: 'queue.office.v1',
  title: 'The present definition of every office; key = office',
  partitions: 1,
  cleanupPolicy: 'compact',
  audience: 'agencies',
});

const ticketFacts = {
  office: officeCode,
  ticket: id,
  number: z.string(),
  service: code,
  state: ticketState,
  version,
  businessDay: localDate,
  language,
  /** Leads the notifications service, and nobody else, to the visitor's phone. */
  contactRef: id.optional(),
};
const atCounter = { counter: code };
const ended = { outcome, counter: code.optional() };

const ticketEvent = <const N extends string, D extends z.ZodRawShape>(name: N, summary: string, more: D) =>
  defineEvent({
    type: `queue.ticket.${name}` as const,
    version: 1,
    topic: queueTicketTopic,
    summary,
    data: z.object({ ...ticketFacts, ...more }),
  });

/** A call holds until then: whoever tells the visitor later must not tell at all. */
const call = { ...atCounter, calledAt: instant, expiresAt: instant };

/** From when the wait counts, and by when the call is promised: whoever has them can recompute every statistic. */
const promised = { basisAt: instant.optional(), targetAt: instant.optional() };

export const ticketIssued = ticketEvent('issued', 'Somebody took a ticket.', {
  ...promised,
  channel,
  issuedAt: instant,
  /** A kiosk without a line issued it, and the queue heard of it then. */
  syncedAt: instant.optional(),
  dueAt: instant,
  position: z.int().min(1).optional(),
  band: band.optional(),
});
export const ticketTurnNear = ticketEvent('turn-near', 'Few are ahead: the configured number of places.', {
  placesAhead: z.int().min(0),
  expiresAt: instant,
});
export const ticketCalled = ticketEvent('called', 'The visitor is called to a counter.', {
  ...call,
  /** Set when the ticket was called out of turn. */
  override: z.string().optional(),
});
export const ticketRecalled = ticketEvent('recalled', 'The call is repeated.', call);
export const ticketStarted = ticketEvent('started', 'Serving has begun.', {
  ...atCounter,
  servingStartedAt: instant,
});
export const ticketParked = ticketEvent('parked', 'Put aside; keeps its rank.', {});
export const ticketResumed = ticketEvent(
  'resumed',
  'Waits: parked before, back on the day, arrived for an appointment, next step, or the counter was lost.',
  { ...promised, reason: z.string().optional() },
);
export const ticketReturnLater = ticketEvent(
  'return-later',
  'Sent away until a day, with priority on return; the ticket itself is the token.',
  {
    returnOn: localDate,
    /** When that day is over: whoever tells the visitor later must not tell at all. */
    expiresAt: instant.optional(),
    /** `office-closed`: not by an operator, but because the office ended its day before its hours did. */
    reason: z.string().optional(),
  },
);
export const ticketRescheduled = ticketEvent('rescheduled', 'The appointment was moved.', {
  ...promised,
  dueAt: instant,
});
export const ticketTransferred = ticketEvent(
  'transferred',
  'The step is over; the next one, of the service `to`, waits under the same number: `resumed` follows.',
  { from: code, to: code },
);
export const ticketServed = ticketEvent('served', 'Serving has ended, with an outcome.', {
  ...ended,
  /** False where the end was a lost session and not an operator's word. */
  durationReliable: z.boolean(),
});
export const ticketNoShow = ticketEvent('no-show', 'Called, and did not come.', ended);
export const ticketReopened = ticketEvent(
  'reopened',
  'A no-show came within the window and waits again.',
  {},
);
export const ticketLeft = ticketEvent('left', 'The visitor gave the ticket back.', ended);
export const ticketCancelled = ticketEvent('cancelled', 'The ticket was withdrawn.', {
  ...ended,
  /** `operator`, `appointment-cancelled`, or `office-closed`: for good, before the day of the visit. */
  reason: code.optional(),
});
export const ticketClosedUnserved = ticketEvent('closed-unserved', 'The day ended first.', {
  ...ended,
  /** `office-closed`: the office ended its day before its hours did. Absent where the hours were over. */
  reason: code.optional(),
});

export const ticketEvents = [
  ticketIssued,
  ticketTurnNear,
  ticketCalled,
  ticketRecalled,
  ticketStarted,
  ticketParked,
  ticketResumed,
  ticketReturnLater,
  ticketRescheduled,
  ticketTransferred,
  ticketServed,
  ticketNoShow,
  ticketReopened,
  ticketLeft,
  ticketCancelled,
  ticketClosedUnserved,
] as const;

const counterEvent = <const N extends string>(name: N, summary: string) =>
  defineEvent({
    type: `queue.counter.${name}` as const,
    version: 1,
    topic: queueCounterTopic,
    summary,
    data: z.object({
      office: officeCode,
      counter: code,
      state: counterState,
      version,
      reason: z.string().optional(),
    }),
  });

export const counterOpened = counterEvent('opened', 'An operator holds the counter and is ready.');
export const counterPaused = counterEvent('paused', 'The operator is away for a while.');
export const counterClosed = counterEvent('closed', 'Nobody holds the counter.');
export const counterEvents = [counterOpened, counterPaused, counterClosed] as const;

export const officeDefined = defineEvent({
  type: 'queue.office.defined',
  version: 1,
  topic: queueOfficeTopic,
  summary: 'An office was opened or changed.',
  data: office,
});
