import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { id, pageOf, pageQuery } from '../kit/primitives';
import { officeCode } from './office';
import { history, issuedTicket, ticket, ticketRequest, ticketState } from './ticket';

const inOffice = z.object({ office: officeCode });
const ofTicket = z.object({ id });

export const issueTicket = defineOperation({
  id: 'issueTicket',
  service: 'queue',
  method: 'post',
  path: '/offices/{office}/tickets',
  tag: 'Tickets',
  summary: 'Issue a ticket',
  description:
    'The same `Idempotency-Key` gives the same ticket, however often the button is pressed. Who names a booking gets ' +
    'its ticket, which waits from now on. The answer alone holds the `trackingToken`: hand it to the visitor.',
  flow: 'issuing',
  scope: 'queue:issue',
  office: 'office',
  params: inOffice,
  body: ticketRequest,
  idempotencyKey: true,
  success: [{ status: 201, description: 'The ticket.', body: issuedTicket, etag: true }],
  refusals: [
    'office-closed',
    'service-unknown',
    'priority-unknown',
    'appointment-in-past',
    'phone-not-kazakh-mobile',
    'iin-invalid',
    'closing-soon',
    'priority-not-allowed',
    'ticket-already-open',
    'too-many-tickets',
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
  query: z.strictObject({ state: ticketState.optional(), ...pageQuery }),
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
  success: [{ status: 200, description: 'The ticket as it is now.', body: ticket, etag: true }],
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

export const ticketOperations = [issueTicket, listTickets, getTicket, ticketHistory] as const;
