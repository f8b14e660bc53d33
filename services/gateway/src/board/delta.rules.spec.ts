import { type EventEnvelope, ticketEvents, ticketTurnNear } from '@kezek/contracts';
import { type Shown, showTicket } from './delta.rules';

const at = '2026-03-02T04:00:00.000Z';
const facts = {
  office: 'ALM-TRK',
  ticket: 't',
  number: 'K001',
  service: 's',
  businessDay: '2026-03-02',
  language: 'kk',
};

const event = (name: string, version: number, data: object = {}): EventEnvelope => ({
  id: `${name}-${String(version)}`,
  type: `queue.ticket.${name}`,
  source: '/kezek/queue',
  time: at,
  subject: 't',
  key: 'ALM-TRK',
  sequence: version,
  data: { ...facts, version, ...data },
});

const called = { counter: '4', calledAt: at, expiresAt: at };
const waiting: Shown = { version: 1 };
const onTheWall: Shown = { version: 2, calledAt: at };

describe('a board', () => {
  it('shows a called ticket, and a call that is repeated', () => {
    for (const name of ['called', 'recalled'])
      expect(showTicket(event(name, 2, called), waiting)).toEqual({
        shown: onTheWall,
        delta: {
          event: 'called',
          data: { ticket: 't', number: 'K001', counter: '4', state: 'called', calledAt: at, version: 2 },
        },
      });
  });

  it('keeps the time of the call when serving begins', () => {
    const started = event('started', 3, { counter: '4', servingStartedAt: '2026-03-02T04:05:00.000Z' });
    expect(showTicket(started, onTheWall)?.delta).toMatchObject({
      event: 'started',
      data: { state: 'serving', calledAt: at },
    });
    // Where the call was before anything that is remembered.
    expect(showTicket(started, undefined)?.delta?.data).toMatchObject({
      calledAt: '2026-03-02T04:05:00.000Z',
    });
  });

  it.each([
    'parked',
    'return-later',
    'resumed',
    'transferred',
    'served',
    'no-show',
    'left',
    'cancelled',
    'closed-unserved',
  ])('takes the number off when a ticket at a counter is %s', (name) => {
    expect(showTicket(event(name, 3), onTheWall)).toEqual({
      shown: { version: 3 },
      delta: { event: 'ended', data: { ticket: 't', number: 'K001', version: 3 } },
    });
  });

  it('says nothing of who gives up while waiting, and when in doubt says that it ended', () => {
    expect(showTicket(event('left', 2), waiting)).toEqual({ shown: { version: 2 } });
    expect(showTicket(event('left', 9), undefined)?.delta?.event).toBe('ended');
  });

  it('says nothing of who begins to wait', () => {
    for (const name of ['issued', 'rescheduled', 'reopened'])
      expect(showTicket(event(name, 1), undefined)).toEqual({ shown: waiting });
  });

  it('knows what to do with everything that can happen to a ticket', () => {
    for (const definition of ticketEvents.filter((known) => known !== ticketTurnNear)) {
      const name = definition.type.replace('queue.ticket.', '');
      expect(showTicket(event(name, 9, { ...called, servingStartedAt: at }), waiting)).toBeDefined();
    }
  });

  it('ignores what is repeated, what is old, and what it does not know', () => {
    expect(showTicket(event('called', 2, called), onTheWall)).toBeUndefined();
    expect(showTicket(event('issued', 1), onTheWall)).toBeUndefined();
    expect(showTicket(event('praised', 7), onTheWall)).toBeUndefined();
  });
});
