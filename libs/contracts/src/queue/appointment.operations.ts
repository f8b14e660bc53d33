import { z } from 'zod';
import { defineOperation } from '../kit/operation';
import { chosenInstant, code, language, words } from '../kit/primitives';
import { officeCode } from './office';
import { issuedTicket, ticket } from './ticket';

/** As the booking system calls it; fit for a path. */
export const appointmentReference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:~-]{0,59}$/, 'letters, digits and . _ : ~ -, at most 60');

const inOffice = z.object({ office: officeCode });
const ofAppointment = z.object({ office: officeCode, reference: appointmentReference });
const noFields = z.strictObject({}).prefault({});

export const bookingRequest = z
  .strictObject({
    reference: appointmentReference,
    service: code,
    startsAt: chosenInstant,
    language,
    /** A Kazakh mobile number; kept sealed, never shown again. */
    phone: words(30).optional(),
    /** Individual identification number, 12 digits; kept as a keyed hash only. */
    iin: words(20).optional(),
    priority: code.optional(),
  })
  .meta({ id: 'BookingRequest' });
export type BookingRequest = z.output<typeof bookingRequest>;

const appointmentCall = {
  service: 'queue',
  tag: 'Appointments',
  scope: 'queue:issue',
  office: 'office',
} as const;
const theTicket = { status: 200, description: 'The ticket as it is now.', body: ticket, etag: true } as const;
const aTime = ['office-closed', 'service-unknown', 'appointment-in-past'] as const;
const asItIs = ['ticket-wrong-state', 'conflict'] as const;

export const bookAppointment = defineOperation({
  ...appointmentCall,
  id: 'bookAppointment',
  method: 'post',
  path: '/offices/{office}/appointments',
  flow: 'issuing',
  summary: 'Book a ticket for a time',
  description:
    'For booking systems. The ticket is `booked`, with a number of its day, until the visitor has come. The same ' +
    'reference with the same content is the same ticket, until it is cancelled; its `trackingToken` is told once, ' +
    'with the 201.',
  params: inOffice,
  body: bookingRequest,
  idempotencyKey: true,
  success: [
    { status: 201, description: 'The ticket.', body: issuedTicket, etag: true },
    { ...theTicket, description: 'It is booked already: the ticket as it is now.' },
  ],
  refusals: [
    ...aTime,
    'appointment-exists',
    'priority-unknown',
    'priority-not-allowed',
    'phone-not-kazakh-mobile',
    'iin-invalid',
    'ticket-already-open',
    'too-many-tickets',
  ],
});

export const getAppointment = defineOperation({
  ...appointmentCall,
  id: 'getAppointment',
  method: 'get',
  path: '/offices/{office}/appointments/{reference}',
  summary: 'Read the ticket of an appointment',
  params: ofAppointment,
  success: [theTicket],
  refusals: [],
});

export const moveAppointment = defineOperation({
  ...appointmentCall,
  id: 'moveAppointment',
  method: 'put',
  path: '/offices/{office}/appointments/{reference}',
  summary: 'Move an appointment to another time or service',
  description: 'On another day, or with a service of another prefix, the ticket gets another number.',
  params: ofAppointment,
  body: z
    .strictObject({ startsAt: chosenInstant.optional(), service: code.optional() })
    .refine(
      ({ startsAt, service }) => startsAt !== undefined || service !== undefined,
      'startsAt or service',
    ),
  success: [theTicket],
  refusals: [...aTime, ...asItIs, 'ticket-already-open'],
});

export const cancelAppointment = defineOperation({
  ...appointmentCall,
  id: 'cancelAppointment',
  method: 'delete',
  path: '/offices/{office}/appointments/{reference}',
  summary: 'Cancel an appointment',
  params: ofAppointment,
  success: [{ ...theTicket, description: 'Cancelled, or was already.' }],
  refusals: asItIs,
});

export const checkInAppointment = defineOperation({
  ...appointmentCall,
  id: 'checkInAppointment',
  method: 'post',
  path: '/offices/{office}/appointments/{reference}/check-in',
  flow: 'issuing',
  summary: 'The visitor has come',
  description:
    'The ticket waits from now on. Within the grace it counts from the appointment, or from the arrival where that is later; ' +
    'beyond it the appointment counts for nothing.',
  params: ofAppointment,
  body: noFields,
  idempotencyKey: true,
  success: [theTicket],
  refusals: asItIs,
});

export const appointmentOperations = [
  bookAppointment,
  getAppointment,
  moveAppointment,
  cancelAppointment,
  checkInAppointment,
] as const;
