import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { code, id, localDate, words } from '../kit/primitives';
import { finishOutcome, outcome, overrideReason, ticket } from './ticket';

const ofTicket = z.object({ id });
const command = {
  service: 'queue',
  method: 'post',
  tag: 'Tickets',
  scope: 'queue:operate',
  params: ofTicket,
  idempotencyKey: true,
  ifMatch: 'optional',
  success: [{ status: 200, description: 'The ticket as it is now.', body: ticket, etag: true }],
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
    'resource-absent',
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
    .strictObject({ outcome: finishOutcome, reason: words(500).optional() })
    .refine((said) => said.outcome !== outcome.enum['refused-with-reason'] || said.reason !== undefined, {
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

export const parkTicket = defineOperation({
  ...command,
  id: 'parkTicket',
  path: '/tickets/{id}/park',
  summary: 'Put a visit aside',
  description: 'It keeps its rank, and is not called until it is resumed.',
  body: reasonGiven,
  refusals: atItsCounter,
});

export const resumeTicket = defineOperation({
  ...command,
  id: 'resumeTicket',
  path: '/tickets/{id}/resume',
  summary: 'Let a parked visit, or one that came back on its day, wait again with its own rank',
  description: 'Who returns on another day than that of the issue gets a number of that day; the rank stays.',
  body: noFields,
  refusals: ['ticket-wrong-state', 'return-not-today', 'office-closed', 'version-mismatch', 'conflict'],
});

export const returnLaterTicket = defineOperation({
  ...command,
  id: 'returnLaterTicket',
  path: '/tickets/{id}/return-later',
  summary: 'Send the visitor away until a day, with priority on return',
  body: z.strictObject({ on: localDate, reason: words(500) }),
  refusals: [...atItsCounter, 'return-date-invalid'],
});

export const transferTicket = defineOperation({
  ...command,
  id: 'transferTicket',
  path: '/tickets/{id}/transfer',
  summary: 'Hand the visit over to another service, or to a counter',
  description: 'Number and basis of the wait stay; the step ends as `transferred` and a new one waits.',
  body: z.strictObject({ service: code, counter: code.optional(), reason: words(500).optional() }),
  refusals: [
    ...atItsCounter,
    'service-unknown',
    'transfer-to-itself',
    'counter-unknown',
    'counter-not-open',
    'counter-cannot-serve',
  ],
});

export const reopenTicket = defineOperation({
  ...command,
  id: 'reopenTicket',
  path: '/tickets/{id}/reopen',
  summary: 'Let a no-show wait again, once and within the window, behind who is next',
  body: reasonGiven,
  refusals: ['ticket-wrong-state', 'ticket-already-open', 'office-closed', 'version-mismatch', 'conflict'],
});

export const commandOperations = [
  callTicket,
  recallTicket,
  startTicket,
  finishTicket,
  noShowTicket,
  cancelTicket,
  parkTicket,
  resumeTicket,
  returnLaterTicket,
  transferTicket,
  reopenTicket,
] as const;
