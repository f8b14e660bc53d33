import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code } from '../kit/primitives';
import { counterSession, pauseRequest, sessionRequest } from './counter';
import { officeCode } from './office';
import { ticket } from './ticket';

const atCounter = z.object({ office: officeCode, counter: code });
const theSession = { status: 200, description: 'The session as it is now.', body: counterSession } as const;

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
    'Who is called to it goes back to the head of the queue; who is being served ends as `ended-by-logout`.',
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
  success: [
    { status: 200, description: 'The ticket that is called.', body: ticket, etag: true },
    { status: 204, description: 'Nobody whom this counter can serve is waiting.' },
  ],
  refusals: ['counter-unknown', 'counter-not-open', 'counter-occupied', 'counter-paused', 'counter-busy'],
});

export const counterOperations = [putSession, deleteSession, pauseSession, heartbeat, callNext] as const;
