import {
  Refusal,
  office as officeSchema,
  type Hours,
  type Office,
  type TicketRequest,
} from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { at } from '../testing/ticket.fixture';
import { termsOf } from './issue.rules';

const office = (hours: Hours = { roundTheClock: true }): Office =>
  officeSchema.parse({ ...anOffice(), hours, code: 'ALM-TRK', version: 1 });
const request = (more: Partial<TicketRequest> = {}): TicketRequest => ({
  ...{ service: 'reports', channel: 'kiosk', language: 'kk' },
  ...more,
});
const now = at('05:00:00');

describe('the terms of a ticket', () => {
  it('come from the service, the credit, the person and the calendar of the office', () => {
    expect(termsOf(office(), request({ credit: 'infant', phone: '8 701 123 45 67' }), now)).toEqual({
      prefix: 'A',
      basisAt: now,
      dueAt: at('05:05:00'),
      businessDay: '2026-03-10',
      appointmentAt: undefined,
      phone: '+77011234567',
      language: 'kk',
    });
  });

  it('take the night for the day before', () => {
    expect(termsOf(office(), request(), new Date('2026-03-09T23:59:00Z'))).toMatchObject({
      businessDay: '2026-03-09',
    });
  });

  it('take a test number', () => {
    expect(termsOf(office(), request({ phone: '+77500000003' }), now)).toMatchObject({
      phone: '+77500000003',
    });
  });

  it.each([
    ['service-unknown', { service: 'visas' }, '/service'],
    ['credit-unknown', { credit: 'friend' }, '/credit'],
    ['phone-not-kazakh-mobile', { phone: '+79161234567' }, '/phone'],
    ['iin-invalid', { iin: '123456789012' }, '/iin'],
    [
      'appointment-in-past',
      { appointment: { reference: 'r', startsAt: '2026-03-10T09:49:59+05:00' } },
      '/appointment/startsAt',
    ],
  ] as const)('are refused with %s', (code, more, pointer) => {
    const refusal = termsOf(office(), request(more), now);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code, details: { errors: [{ pointer }] } });
  });

  it('take an appointment to the last second of its grace', () => {
    const appointment = { reference: 'r', startsAt: '2026-03-10T09:50:00+05:00' };
    expect(termsOf(office(), request({ appointment }), now)).toMatchObject({ basisAt: now });
  });

  it('are refused while the office is closed, with the next opening on its own clock', () => {
    const hours: Hours = { weekly: [{ days: ['mon', 'tue'], from: '11:00', to: '18:00' }] };
    expect(termsOf(office(hours), request(), now)).toMatchObject({
      code: 'office-closed',
      details: { extra: { opensAt: '2026-03-10T11:00:00+05:00' } },
    });
    expect(termsOf(office(hours), request(), at('06:00:00'))).toMatchObject({ prefix: 'A' });
  });

  it('are refused without an opening where there is none', () => {
    const never = { weekly: [{ days: ['mon' as const], from: '09:00', to: '18:00' }] };
    const exceptions = Array.from({ length: 70 }, (_, week) => ({
      date: new Date(Date.UTC(2026, 2, 9 + week * 7)).toISOString().slice(0, 10),
      closed: true as const,
    }));
    const refusal = termsOf(office({ ...never, exceptions }), request(), now);
    expect(refusal).toMatchObject({ code: 'office-closed', details: {} });
  });
});
