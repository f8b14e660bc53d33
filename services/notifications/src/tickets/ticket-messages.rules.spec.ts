import {
  type EventDefinition,
  type EventOf,
  ticketCalled,
  ticketCancelled,
  ticketClosedUnserved,
  ticketEvents,
  ticketIssued,
  ticketReturnLater,
  ticketTurnNear,
} from '@kezek/contracts';
import {
  onlyTakingBack,
  untrueAfter,
  wantedOnCalled,
  wantedOnCancelled,
  wantedOnClosed,
  wantedOnIssued,
  wantedOnReturnLater,
  wantedOnTurnNear,
} from './ticket-messages.rules';

const facts = {
  office: 'ALM-TRK',
  ticket: '0190a5f0-0000-7000-8000-000000000001',
  number: 'A-12',
  service: 'report',
  version: 1,
  businessDay: '2026-03-10',
  language: 'kk',
};
const event = <D extends EventDefinition>(definition: D, more: object): EventOf<D> => ({
  id: '0190a5f0-0000-7000-8000-000000000002',
  type: definition.type,
  source: '/kezek/queue',
  time: '2026-03-10T05:00:00.000Z',
  subject: facts.ticket,
  key: facts.office,
  sequence: 1,
  data: definition.data.parse({ ...facts, ...more }) as EventOf<D>['data'],
});
const issued = (more: object) =>
  event(ticketIssued, {
    state: 'waiting',
    channel: 'kiosk',
    issuedAt: '2026-03-10T05:00:00.000Z',
    dueAt: '2026-03-10T05:20:00.000Z',
    ...more,
  });

describe('an issued ticket', () => {
  it('is told with its place and the band of its wait', () => {
    const wanted = wantedOnIssued(issued({ position: 4, band: { fromMinutes: 5, toMinutes: 15 } }));
    expect(wanted).toEqual({
      template: 'ticket-issued',
      from: '2026-03-10T05:00:00.000Z',
      arguments: { number: 'A-12', queue: 'known', ahead: 3, wait: 'known', from: 5, to: 15 },
    });
  });

  it('for a time to come is not told', () => {
    expect(wantedOnIssued(issued({ state: 'booked' }))).toBeUndefined();
  });

  it('leaves out what nobody knows', () => {
    expect(wantedOnIssued(issued({}))?.arguments).toEqual({
      number: 'A-12',
      queue: 'unknown',
      ahead: 0,
      wait: 'unknown',
      from: 0,
      to: 0,
    });
  });
});

it('a turn that is near is told until the event says', () => {
  const near = event(ticketTurnNear, {
    state: 'waiting',
    placesAhead: 2,
    expiresAt: '2026-03-10T05:10:00.000Z',
  });
  expect(wantedOnTurnNear(near)).toEqual({
    template: 'turn-near',
    from: '2026-03-10T05:00:00.000Z',
    expiresAt: '2026-03-10T05:10:00.000Z',
    arguments: { number: 'A-12', ahead: 2 },
  });
});

it('a call is told with its counter for as long as it holds', () => {
  const times = { calledAt: '2026-03-10T05:00:00.000Z', expiresAt: '2026-03-10T05:02:30.000Z' };
  expect(wantedOnCalled(event(ticketCalled, { state: 'called', counter: '3', ...times }))).toEqual({
    template: 'ticket-called',
    from: times.calledAt,
    expiresAt: times.expiresAt,
    arguments: { number: 'A-12', counter: '3' },
  });
});

it('who is sent away is told the day, until its last hour', () => {
  const times = { returnOn: '2026-03-12', expiresAt: '2026-03-12T13:00:00.000Z' };
  expect(wantedOnReturnLater(event(ticketReturnLater, { state: 'return-later', ...times }))).toEqual({
    template: 'return-later',
    from: '2026-03-10T05:00:00.000Z',
    until: times.expiresAt,
    arguments: { number: 'A-12', on: '2026-03-12' },
  });
});

describe('the end of a day', () => {
  const closed = (more: object) =>
    wantedOnClosed(event(ticketClosedUnserved, { outcome: 'closed-by-day-end', ...more }));

  it('is told where the office closed before its hours were over', () => {
    expect(closed({ state: 'closed-unserved', reason: 'office-closed' })).toEqual({
      template: 'office-closed',
      from: '2026-03-10T05:00:00.000Z',
      arguments: { number: 'A-12' },
    });
  });

  it('is told to nobody by night: neither who waited yesterday nor who did not come', () => {
    expect(closed({ state: 'closed-unserved' })).toBeUndefined();
    expect(closed({ state: 'expired', outcome: 'no-show' })).toBeUndefined();
  });
});

describe('a withdrawn ticket', () => {
  const cancelled = (reason?: string) =>
    wantedOnCancelled(
      event(ticketCancelled, { state: 'cancelled', outcome: 'cancelled-by-operator', reason }),
    );

  it.each(['operator', 'office-closed'])('is told, for nobody else knows: %s', (reason) => {
    expect(cancelled(reason)).toEqual({
      template: 'ticket-cancelled',
      from: '2026-03-10T05:00:00.000Z',
      arguments: { number: 'A-12' },
    });
  });

  it('is not told where the visitor or the booking system withdrew it, or nobody says who', () => {
    expect(cancelled('appointment-cancelled')).toBeUndefined();
    expect(cancelled()).toBeUndefined();
  });
});

describe('what becomes untrue', () => {
  it('by the end of a ticket is all that was to be said about it', () => {
    const ends = ['called', 'started', 'served', 'no-show', 'left', 'cancelled', 'closed-unserved'];
    for (const end of [...ends, 'return-later'])
      expect(untrueAfter[`queue.ticket.${end}`]).toEqual([
        'ticket-issued',
        'turn-near',
        'ticket-called',
        'return-later',
      ]);
  });

  it('by parking, losing the counter or another service is the turn, not the ticket', () => {
    for (const change of ['parked', 'transferred'])
      expect(untrueAfter[`queue.ticket.${change}`]).toEqual(['turn-near', 'ticket-called']);
  });

  it('by coming back is the turn, and the day of the return', () => {
    expect(untrueAfter['queue.ticket.resumed']).toEqual(['turn-near', 'ticket-called', 'return-later']);
  });

  it('by being issued, moved, near, repeated or reopened is nothing', () => {
    for (const change of ['issued', 'rescheduled', 'turn-near', 'recalled', 'reopened'])
      expect(untrueAfter[`queue.ticket.${change}`]).toBeUndefined();
  });

  it('is named by events that exist', () => {
    const types = new Set<string>(ticketEvents.map(({ type }) => type));
    expect(Object.keys(untrueAfter).filter((type) => !types.has(type))).toEqual([]);
    const telling = [ticketCalled, ticketReturnLater, ticketCancelled, ticketClosedUnserved];
    for (const { type } of telling) expect(onlyTakingBack).not.toContain(type);
    expect(onlyTakingBack).toHaveLength(Object.keys(untrueAfter).length - telling.length);
  });
});
