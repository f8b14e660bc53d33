import { theRules, at } from '../testing/ticket.fixture';
import { deviceWaits, refusePerson, type OpenTicket } from './person.rules';

const held = (more: Partial<OpenTicket> = {}): OpenTicket => ({
  id: 'ticket-1',
  number: 'A001',
  businessDay: '2026-03-10',
  service: 'reports',
  planned: [],
  ...more,
});
const rules = theRules({ ticketsPerPersonAtMost: 2 });
const wish = (services: string[], reads = false) => ({ services, rules, reads });

describe('a person', () => {
  it('without an open ticket, or with one for something else, may have one', () => {
    expect(refusePerson([], wish(['reports']))).toBeUndefined();
    expect(refusePerson([held()], wish(['papers']))).toBeUndefined();
  });

  it.each([
    { with: 'the same service', open: held(), services: ['reports'] },
    { with: 'the service still to come', open: held({ planned: ['papers'] }), services: ['papers'] },
    { with: 'one of several services', open: held(), services: ['papers', 'reports'] },
  ])('with an open ticket for $with is told its number', ({ open, services }) => {
    expect(refusePerson([open], wish(services))).toMatchObject({
      code: 'ticket-already-open',
      details: { extra: { number: 'A001', businessDay: '2026-03-10', service: 'reports' } },
    });
  });

  it('is named the ticket itself only for who may read tickets', () => {
    const said = (reads: boolean) => refusePerson([held()], wish(['reports'], reads))?.details.extra;
    const named = { number: 'A001', businessDay: '2026-03-10', service: 'reports' };
    expect(said(false)).toEqual(named);
    expect(said(true)).toEqual({ ...named, ticket: 'ticket-1' });
  });

  it('with as many as the office allows gets no other one', () => {
    const two = [held(), held({ id: 'ticket-2', service: 'papers' })];
    expect(refusePerson(two, wish(['visas']))).toMatchObject({ code: 'too-many-tickets' });
  });
});

describe('a device', () => {
  const issued = [at('05:00:50'), at('05:00:30'), at('05:00:10.500')];

  it('below its limit may go on', () => {
    expect(deviceWaits(issued, 4, at('05:01:00'))).toBeUndefined();
    expect(deviceWaits([], 1, at('05:01:00'))).toBeUndefined();
  });

  it.each([
    { atMost: 3, seconds: 11 },
    { atMost: 2, seconds: 30 },
    { atMost: 1, seconds: 50 },
  ])('at its limit of $atMost waits until one of them is a minute old', ({ atMost, seconds }) => {
    expect(deviceWaits(issued, atMost, at('05:01:00'))).toBe(seconds);
  });
});
