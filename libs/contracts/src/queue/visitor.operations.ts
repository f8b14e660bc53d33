import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { board } from './board';
import { officeCode } from './office';
import { track } from './ticket';

const inOffice = z.object({ office: officeCode });
const byTrackingToken = z.object({ trackingToken: z.string().min(1).max(64) });
const noFields = z.strictObject({}).prefault({});

export const trackTicket = defineOperation({
  id: 'trackTicket',
  service: 'queue',
  method: 'get',
  path: '/track/{trackingToken}',
  tag: 'Visitors',
  summary: 'The visitor’s own view',
  flow: 'tracking',
  scope: 'public',
  params: byTrackingToken,
  success: [{ status: 200, description: 'Where the visitor stands.', body: track }],
  refusals: [],
});

export const leaveQueue = defineOperation({
  id: 'leaveQueue',
  service: 'queue',
  method: 'post',
  path: '/track/{trackingToken}/leave',
  tag: 'Visitors',
  summary: 'Give the ticket back',
  flow: 'tracking',
  scope: 'public',
  params: byTrackingToken,
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
    'Server-sent events: `snapshot` (a Board), then `called`, `started`, `ended`, `announcements`, `waiting`, `counter`, ' +
    'each with an `id`; `announcements` and `waiting` are whole lists, which replace the one before. ' +
    'A `snapshot` comes again where the office’s name, its clocks or its counters have changed. ' +
    'Reconnect with `Last-Event-ID` to go on where you were; an id that is too old gets a new snapshot. A comment comes every 15 s.',
  scope: 'public',
  params: inOffice,
  success: [{ status: 200, description: 'The stream.', contentType: 'text/event-stream' }],
  refusals: [],
});

export const visitorOperations = [trackTicket, leaveQueue, getBoard, streamBoard] as const;
