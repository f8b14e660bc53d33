import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code, id, pageOf, pageQuery, words } from '../kit/primitives';
import { board } from './board';
import { counterSession, pauseRequest, sessionRequest } from './counter';
import { office, officeCode, officeDefinition } from './office';
import {
  finishOutcome,
  history,
  outcome,
  overrideReason,
  ticket,
  ticketRequest,
  ticketState,
  track,
} from './ticket';

const inOffice = z.object({ office: officeCode });
const atCounter = z.object({ office: officeCode, counter: code });
const ofTicket = z.object({ id });
const byHandle = z.object({ handle: z.string().min(1).max(64) });
const aTicket = { status: 200, description: 'The ticket as it is now.', body: ticket, etag: true } as const;
const theSession = { status: 200, description: 'The session as it is now.', body: counterSession } as const;

export const putOffice = defineOperation({
  id: 'putOffice',
  service: 'queue',
  method: 'put',
  path: '/offices/{office}',
  tag: 'Offices',
  summary: 'Open an office, or change it',
  description: 'An office is data: no deployment. A change needs `If-Match` with the version that was read.',
  scope: 'queue:admin',
  office: 'office',
  params: inOffice,
  body: officeDefinition,
  ifMatch: 'on-update',
  success: [
    { status: 200, description: 'Changed.', body: office, etag: true },
    { status: 201, description: 'Opened.', body: office, etag: true },
  ],
  refusals: ['version-required', 'version-mismatch', 'office-rules-in-use'],
});
export const getOffice = defineOperation({
  id: 'getOffice',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}',
  tag: 'Offices',
  summary: 'Read an office',
  scope: 'public',
  params: inOffice,
  success: [{ status: 200, description: 'The office.', body: office, etag: true }],
  refusals: [],
});
export const listOffices = defineOperation({
  id: 'listOffices',
  service: 'queue',
  method: 'get',
  path: '/offices',
  tag: 'Offices',
  summary: 'List the offices',
  scope: 'public',
  query: z.strictObject({ ...pageQuery }),
  success: [{ status: 200, description: 'A page of offices, by code.', body: pageOf(office) }],
  refusals: [],
});

export const issueTicket = defineOperation({
  id: 'issueTicket',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/tickets',
  tag: 'Tickets',
  summary: 'Issue a ticket',
  description: 'The same `Idempotency-Key` gives the same ticket, however often the button is pressed.',
  scope: 'queue:issue',
  office: 'office',
  params: inOffice,
  body: ticketRequest,
  idempotencyKey: true,
  success: [{ status: 201, description: 'The ticket.', body: ticket, etag: true }],
  refusals: [
    'office-closed',
    'service-unknown',
    'credit-unknown',
    'appointment-in-past',
    'phone-not-kazakh-mobile',
    'iin-invalid',
  ],
});
export const listTickets = defineOperation({
  id: 'listTickets',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/tickets',
  tag: 'Tickets',
  summary: 'List the tickets of an office, oldest first',
  scope: 'queue:read',
  office: 'office',
  params: inOffice,
  query: z.strictObject({ state: ticketState.optional(), cursor: pageQuery.after, ...pageQuery }),
  success: [{ status: 200, description: 'A page of tickets.', body: pageOf(ticket) }],
  refusals: [],
});
export const getTicket = defineOperation({
  id: 'getTicket',
  service: 'queue',
  method: 'get',
  path: '/tickets/{id}',
  tag: 'Tickets',
  summary: 'Read a ticket',
  scope: 'queue:read',
  params: ofTicket,
  success: [aTicket],
  refusals: [],
});
export const ticketHistory = defineOperation({
  id: 'ticketHistory',
  service: 'queue',
  method: 'get',
  path: '/tickets/{id}/history',
  tag: 'Tickets',
  summary: 'Read the periods of a ticket, in order',
  scope: 'queue:read',
  params: ofTicket,
  success: [{ status: 200, description: 'Every period since the issue.', body: history }],
  refusals: [],
});

export const putSession = defineOperation({
  id: 'putSession',
  service: 'queue',
  method: 'put',
  path: '/offices/{office}/counters/{counter}/session',
  tag: 'Counters',
  summary: 'Open a counter, or change its profile, or end a pause',
  scope: 'queue:operate',
  office: 'office',
  params: atCounter,
  body: sessionRequest,
  success: [theSession],
  refusals: ['counter-unknown', 'counter-occupied', 'operator-elsewhere', 'service-unknown'],
});
export const deleteSession = defineOperation({
  id: 'deleteSession',
  service: 'queue',
  method: 'delete',
  path: '/offices/{office}/counters/{counter}/session',
  tag: 'Counters',
  summary: 'Close a counter',
  description:
    'Who is called to it goes back to the head of the queue; who is being served ends as `ENDED_BY_LOGOUT`.',
  scope: 'queue:operate',
  office: 'office',
  params: atCounter,
  success: [
    { status: 200, description: 'Closed, or was closed already.', body: counterSession },
    { status: 204, description: 'It had never been open.' },
  ],
  refusals: ['counter-unknown', 'counter-occupied'],
});
export const pauseSession = defineOperation({
  id: 'pauseSession',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/counters/{counter}/session/pause',
  tag: 'Counters',
  summary: 'Pause a counter; opening it again ends the pause',
  scope: 'queue:operate',
  office: 'office',
  params: atCounter,
  body: pauseRequest,
  idempotencyKey: true,
  success: [theSession],
  refusals: ['counter-unknown', 'counter-not-open', 'counter-occupied', 'counter-busy'],
});
export const heartbeat = defineOperation({
  id: 'heartbeat',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/counters/{counter}/session/heartbeat',
  tag: 'Counters',
  summary: 'Keep a counter',
  description: 'Any other command at the counter keeps it too.',
  scope: 'queue:operate',
  office: 'office',
  params: atCounter,
  body: z.strictObject({}).prefault({}),
  success: [theSession],
  refusals: ['counter-unknown', 'counter-not-open', 'counter-occupied'],
});
export const callNext = defineOperation({
  id: 'callNext',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/counters/{counter}/call-next',
  tag: 'Counters',
  summary: 'Call who is next',
  scope: 'queue:operate',
  office: 'office',
  params: atCounter,
  body: z.strictObject({}).prefault({}),
  idempotencyKey: true,
  success: [aTicket, { status: 204, description: 'Nobody whom this counter can serve is waiting.' }],
  refusals: ['counter-unknown', 'counter-not-open', 'counter-occupied', 'counter-paused', 'counter-busy'],
});

const command = {
  service: 'queue',
  method: 'post',
  tag: 'Tickets',
  scope: 'queue:operate',
  params: ofTicket,
  idempotencyKey: true,
  ifMatch: 'optional',
  success: [aTicket],
} as const;
const noFields = z.strictObject({}).prefault({});
const reasonGiven = z.strictObject({ reason: words(500) });
const atItsCounter = [
  'ticket-wrong-state',
  'ticket-at-another-counter',
  'version-mismatch',
  'conflict',
] as const;

export const callTicket = defineOperation({
  ...command,
  id: 'callTicket',
  path: '/tickets/{id}/call',
  summary: 'Call a ticket out of turn, for a reason',
  body: z.strictObject({ counter: code, reason: overrideReason }),
  refusals: [
    'ticket-not-waiting',
    'counter-unknown',
    'counter-not-open',
    'counter-occupied',
    'counter-paused',
    'counter-busy',
    'counter-cannot-serve',
    'version-mismatch',
    'conflict',
  ],
});
export const recallTicket = defineOperation({
  ...command,
  id: 'recallTicket',
  path: '/tickets/{id}/recall',
  summary: 'Repeat the call',
  body: noFields,
  refusals: atItsCounter,
});
export const startTicket = defineOperation({
  ...command,
  id: 'startTicket',
  path: '/tickets/{id}/start',
  summary: 'Begin to serve',
  body: noFields,
  refusals: atItsCounter,
});
export const finishTicket = defineOperation({
  ...command,
  id: 'finishTicket',
  path: '/tickets/{id}/finish',
  summary: 'End serving, with an outcome',
  body: z
    .strictObject({ outcome: z.preprocess(asOutcome, finishOutcome), reason: words(500).optional() })
    .refine((said) => said.outcome !== outcome.enum.REFUSED_WITH_REASON || said.reason !== undefined, {
      message: 'a refusal needs its reason',
      path: ['reason'],
    }),
  refusals: atItsCounter,
});
export const noShowTicket = defineOperation({
  ...command,
  id: 'noShowTicket',
  path: '/tickets/{id}/no-show',
  summary: 'The visitor did not come',
  body: noFields,
  refusals: atItsCounter,
});
export const cancelTicket = defineOperation({
  ...command,
  id: 'cancelTicket',
  path: '/tickets/{id}/cancel',
  summary: 'Withdraw a ticket',
  body: reasonGiven,
  refusals: atItsCounter,
});

export const trackTicket = defineOperation({
  id: 'trackTicket',
  service: 'queue',
  method: 'get',
  path: '/track/{handle}',
  tag: 'Visitors',
  summary: 'The visitor’s own view',
  scope: 'public',
  params: byHandle,
  success: [{ status: 200, description: 'Where the visitor stands.', body: track }],
  refusals: [],
});
export const leaveQueue = defineOperation({
  id: 'leaveQueue',
  service: 'queue',
  method: 'post',
  path: '/track/{handle}/leave',
  tag: 'Visitors',
  summary: 'Give the ticket back',
  scope: 'public',
  params: byHandle,
  body: noFields,
  idempotencyKey: true,
  success: [{ status: 200, description: 'The ticket has ended.', body: track }],
  refusals: ['ticket-wrong-state', 'conflict'],
});

export const getBoard = defineOperation({
  id: 'getBoard',
  service: 'queue',
  method: 'get',
  path: '/offices/{office}/board',
  tag: 'Board',
  summary: 'What hangs on the wall now',
  scope: 'public',
  params: inOffice,
  success: [{ status: 200, description: 'The board.', body: board }],
  refusals: [],
});
export const streamBoard = defineOperation({
  id: 'streamBoard',
  service: 'gateway',
  method: 'get',
  path: '/offices/{office}/board/stream',
  tag: 'Board',
  summary: 'The board, live',
  description:
    'Server-sent events: `snapshot` (a Board), then `called`, `started`, `ended`, `waiting`, `counter`, each with an `id`. ' +
    'Reconnect with `Last-Event-ID` to go on where you were; an id that is too old gets a new snapshot. A comment comes every 15 s.',
  scope: 'public',
  params: inOffice,
  success: [{ status: 200, description: 'The stream.', contentType: 'text/event-stream' }],
  refusals: [],
});

/** `served`, `partially-served` and `SERVED` are the same word. */
function asOutcome(said: unknown): unknown {
  return typeof said === 'string' ? said.toUpperCase().replaceAll('-', '_') : said;
}

export const queueOperations = [
  putOffice,
  getOffice,
  listOffices,
  issueTicket,
  listTickets,
  getTicket,
  ticketHistory,
  putSession,
  deleteSession,
  pauseSession,
  heartbeat,
  callNext,
  callTicket,
  recallTicket,
  startTicket,
  finishTicket,
  noShowTicket,
  cancelTicket,
  trackTicket,
  leaveQueue,
  getBoard,
  streamBoard,
] as const;
