import { Refusal, office as officeSchema, type Office, type TicketRequest } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { at } from '../testing/ticket.fixture';
import { termsOf } from './issue.rules';

const office = (): Office => officeSchema.parse({ ...anOffice(), code: 'ALM-TRK', version: 1 });
const request = (more: Partial<TicketRequest> = {}): TicketRequest => ({
  service: 'reports',
  channel: 'kiosk',
  language: 'kk',
  ...more,
});
const now = at('05:00:00');
const terms = (where: Office, asked: TicketRequest, moment: Date, staff = false) =>
  termsOf(where, asked, { now: moment, staff });

describe('the terms of a ticket', () => {
  it('come from the service, the priority, the person and the calendar of the office', () => {
    expect(terms(office(), request({ priority: 'infant', phone: '8 701 123 45 67' }), now)).toEqual({
      prefix: 'A',
      basisAt: now,
      targetAt: at('05:20:00'),
      dueAt: at('05:05:00'),
      emergency: false,
      businessDay: '2026-03-10',
      appointmentAt: undefined,
      phone: '+77011234567',
      language: 'kk',
    });
  });

  it('take the night for the day before', () => {
    expect(terms(office(), request(), new Date('2026-03-09T23:59:00Z'))).toMatchObject({
      businessDay: '2026-03-09',
    });
  });

  it('take a test number', () => {
    expect(terms(office(), request({ phone: '+77500000003' }), now)).toMatchObject({
      phone: '+77500000003',
    });
  });

  it.each([
    ['service-unknown', { service: 'visas' }, '/service'],
    ['priority-unknown', { priority: 'friend' }, '/priority'],
    ['phone-not-kazakh-mobile', { phone: '+79161234567' }, '/phone'],
    ['iin-invalid', { iin: '123456789012' }, '/iin'],
    [
      'appointment-in-past',
      { appointment: { reference: 'r', startsAt: '2026-03-10T09:49:59+05:00' } },
      '/appointment/startsAt',
    ],
  ] as const)('are refused with %s', (code, more, pointer) => {
    const refusal = terms(office(), request(more), now);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code, details: { errors: [{ pointer }] } });
  });

  it('take an appointment to the last second of its grace', () => {
    const appointment = { reference: 'r', startsAt: '2026-03-10T09:50:00+05:00' };
    expect(terms(office(), request({ appointment }), now)).toMatchObject({ basisAt: now });
  });

  it('of an emergency are given by staff alone', () => {
    const priorities = [{ code: 'danger', minutes: 0, legalBasis: 'order 3', emergency: true as const }];
    const asked = request({ priority: 'danger' });
    expect(terms({ ...office(), priorities }, asked, now)).toMatchObject({
      code: 'priority-not-allowed',
      details: { errors: [{ pointer: '/priority' }] },
    });
    expect(terms({ ...office(), priorities }, asked, now, true)).toMatchObject({ emergency: true });
  });

  it('name each further service that the office lacks, or that was asked for already', () => {
    for (const further of ['visas', 'reports'])
      expect(terms(office(), request({ furtherServices: ['papers', further] }), now)).toMatchObject({
        code: 'service-unknown',
        details: { errors: [{ pointer: '/furtherServices/1' }] },
      });
    expect(terms(office(), request({ furtherServices: ['papers'] }), now)).toMatchObject({ prefix: 'A' });
  });
});
