import { office as officeSchema, type Office } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { aTicket, at } from '../testing/ticket.fixture';
import { endingOf, leftOverIn } from './left-over.rules';

const office = (more: Partial<Office> = {}): Office =>
  officeSchema.parse({ ...anOffice(more), code: 'ALM-TRK', version: 1 });
const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const hours = { weekly: [{ days: [...days], from: '09:00', to: '18:00' }] };
const closure = { from: '2026-03-12', reason: 'moved' };
const [began, yesterday] = [at('00:00:00'), new Date('2026-03-09T00:00:00Z')];

describe('left over in an office', () => {
  it('that closes is whoever came before its day began', () => {
    expect(leftOverIn(office({ hours }), at('05:00:00'))).toEqual({
      today: '2026-03-10',
      began,
      waitingBefore: began,
      parkedBefore: began,
      closesOn: null,
      closesAt: null,
    });
  });

  it('that never closes is nobody who waits, and who was put aside before the day before', () => {
    expect(leftOverIn(office(), at('05:00:00'))).toMatchObject({
      waitingBefore: null,
      parkedBefore: yesterday,
    });
  });

  it('that will close for good is whoever is expected after that', () => {
    expect(leftOverIn(office({ closure }), at('05:00:00'))).toMatchObject({
      waitingBefore: null,
      closesOn: '2026-03-12',
      closesAt: new Date('2026-03-12T00:00:00Z'),
    });
  });
});

describe('who is left over', () => {
  const returning = (returnOn: string) => aTicket({ state: 'return-later', returnOn });

  it('after waiting ends with the day', () => {
    for (const state of ['waiting', 'parked'] as const)
      expect(endingOf(office(), aTicket({ state }))).toEqual({ action: 'close-day' });
  });

  it('has stayed away where the office opened, and not where it did not', () => {
    const booked = aTicket({ state: 'booked', appointmentAt: at('06:00:00') });
    expect(endingOf(office({ hours }), booked)).toEqual({ action: 'expire' });
    expect(endingOf(office({ hours }), returning('2026-03-10'))).toEqual({ action: 'expire' });
    // A Sunday.
    expect(endingOf(office({ hours }), returning('2026-03-08'))).toEqual({ action: 'close-day' });
  });

  it('is cancelled where the office has closed for good by then', () => {
    const cancelled = { action: 'close-office', reason: 'office-closed' };
    const booked = aTicket({ state: 'booked', appointmentAt: new Date('2026-03-12T06:00:00Z') });
    expect(endingOf(office({ closure }), booked)).toEqual(cancelled);
    expect(endingOf(office({ closure }), returning('2026-03-12'))).toEqual(cancelled);
    expect(endingOf(office({ closure }), returning('2026-03-11'))).toEqual({ action: 'expire' });
  });
});
