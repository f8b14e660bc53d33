import { office as officeSchema, Refusal, type Hours, type Office, type TicketState } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { at } from '../testing/ticket.fixture';
import { canCancel, deedsFor, isItsDay, prefixOf, rankAt, type Known, type Said } from './appointment.rules';

const office = (hours: Hours = { roundTheClock: true }): Office =>
  officeSchema.parse({ ...anOffice(), hours, code: 'ALM-TRK', version: 1 });
const said = (state: Said['state'], time = '06:00:00', service = 'reports'): Said => ({
  state,
  service,
  startsAt: at(time),
});
const known = (state: Said['state'], ticket: TicketState, ended = false): Known => ({
  ...said(state),
  ticket,
  ended,
});

describe('what is to be done with an appointment', () => {
  it.each([
    { of: 'a booking', says: said('booked'), deeds: ['book'] },
    { of: 'an arrival', says: said('checked-in'), deeds: ['book', 'arrive'] },
    { of: 'a cancellation', says: said('cancelled'), deeds: ['book', 'cancel'] },
  ])('of which nothing was known, when it hears of $of', ({ says, deeds }) => {
    expect(deedsFor(undefined, says)).toEqual(deeds);
  });

  it.each([
    { says: said('booked'), deeds: [] },
    { says: said('booked', '07:00:00'), deeds: ['move'] },
    { says: said('booked', '06:00:00', 'papers'), deeds: ['move'] },
    { says: said('checked-in'), deeds: ['arrive'] },
    { says: said('checked-in', '07:00:00'), deeds: ['move', 'arrive'] },
    { says: said('cancelled', '07:00:00'), deeds: ['cancel'] },
  ])('that is booked for 06:00, when it is $says.state for $says.startsAt: $deeds', ({ says, deeds }) => {
    expect(deedsFor(known('booked', 'booked'), says)).toEqual(deeds);
  });

  it.each(['waiting', 'called', 'serving', 'parked', 'return-later'] as const)(
    'whose visitor is here already (%s) is nothing, but for a cancellation before a counter calls',
    (ticket) => {
      for (const state of ['booked', 'checked-in'] as const)
        expect(deedsFor(known('checked-in', ticket), said(state, '07:00:00'))).toEqual([]);
      const atCounter = ticket === 'called' || ticket === 'serving';
      expect(deedsFor(known('checked-in', ticket), said('cancelled'))).toEqual(atCounter ? [] : ['cancel']);
    },
  );

  it('whose ticket ended before anybody came is a new ticket, when it is on again or the visitor is there', () => {
    const expired = known('booked', 'expired', true);
    expect(deedsFor(expired, said('booked'))).toEqual([]);
    expect(deedsFor(expired, said('booked', '07:00:00'))).toEqual(['book']);
    expect(deedsFor(expired, said('checked-in'))).toEqual(['book', 'arrive']);
    expect(deedsFor(expired, said('cancelled'))).toEqual([]);
  });

  it('that was called off, and is on after all, is a new ticket', () => {
    const cancelled = known('cancelled', 'cancelled', true);
    expect(deedsFor(cancelled, said('booked'))).toEqual(['book']);
    expect(deedsFor(cancelled, said('checked-in'))).toEqual(['book', 'arrive']);
    expect(deedsFor(cancelled, said('cancelled'))).toEqual([]);
  });

  it('of whose visitor something else is said is moved where it is, as long as nobody has come', () => {
    const renewed = (ticket: TicketState) => ({ ...known('booked', ticket), renewed: true });
    expect(deedsFor(renewed('booked'), said('booked'))).toEqual(['move']);
    expect(deedsFor(renewed('booked'), said('checked-in'))).toEqual(['move', 'arrive']);
    expect(deedsFor(renewed('booked'), said('cancelled'))).toEqual(['cancel']);
    expect(deedsFor(renewed('waiting'), said('booked'))).toEqual([]);
  });

  it('who was here and was served is nothing any more', () => {
    const served = known('checked-in', 'served', true);
    for (const state of ['booked', 'checked-in', 'cancelled'] as const)
      expect(deedsFor(served, said(state))).toEqual([]);
  });

  it('never takes somebody from a counter', () => {
    expect((['called', 'serving', 'served', 'expired'] as const).some(canCancel)).toBe(false);
  });
});

describe('the rank of an appointment', () => {
  const appointmentAt = at('06:00:00');
  const rank = (time?: string) =>
    rankAt(office(), {
      service: 'reports',
      priority: 'infant',
      appointmentAt,
      ...(time && { arrivedAt: at(time) }),
    });

  it.each([
    { arrived: undefined, basis: '06:00:00' },
    { arrived: '05:30:00', basis: '06:00:00' },
    { arrived: '06:00:00', basis: '06:00:00' },
    { arrived: '06:10:00', basis: '06:10:00' },
    { arrived: '06:10:01', basis: '06:10:01' },
  ])('counts from $basis for who comes at $arrived', ({ arrived, basis }) => {
    const basisAt = at(basis);
    expect(rank(arrived)).toEqual({
      basisAt,
      targetAt: new Date(basisAt.getTime() + 20 * 60_000),
      dueAt: new Date(basisAt.getTime() + 5 * 60_000),
    });
  });
});

describe('the day of an appointment', () => {
  it.each([
    { startsAt: '2026-03-10T06:00:00Z', now: '2026-03-10T02:00:00Z', is: true },
    { startsAt: '2026-03-11T06:00:00Z', now: '2026-03-10T06:00:00Z', is: false },
    // The business day begins at 05:00, which is 00:00 UTC.
    { startsAt: '2026-03-10T00:10:00Z', now: '2026-03-09T23:50:00Z', is: true },
    { startsAt: '2026-03-09T20:00:00Z', now: '2026-03-09T18:30:00Z', is: true },
    { startsAt: '2026-03-10T00:10:00Z', now: '2026-03-09T18:50:00Z', is: false },
  ])('of $startsAt is $now: $is', ({ startsAt, now, is }) => {
    expect(isItsDay(office(), new Date(startsAt), new Date(now))).toBe(is);
  });
});

it('a service that the office has not is refused', () => {
  expect(prefixOf(office(), 'papers')).toBe('K');
  expect(() => prefixOf(office(), 'visas')).toThrow(Refusal);
});
