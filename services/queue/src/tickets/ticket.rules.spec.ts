import { Refusal } from '@kezek/contracts';
import { allowed, now, operator, refused, system, visitor } from '../testing/decision.fixture';
import { aTicket, at } from '../testing/ticket.fixture';
import { actionsIn, decide, visitorActionsIn } from './ticket.rules';

describe('a waiting ticket', () => {
  it('is called to a counter, and its timers are set', () => {
    const { ticket, action, event } = allowed(aTicket(), { action: 'call', counter: '2' }, operator);
    expect(ticket).toMatchObject({
      state: 'called',
      version: 4,
      counter: '2',
      calls: 1,
      calledAt: now,
      firstCalledAt: now,
      timerAt: at('05:16:00'),
      callExpiresAt: at('05:17:30'),
      changedAt: now,
    });
    expect([action, event.type]).toEqual(['call', 'queue.ticket.called']);
  });

  it('that was called before keeps the time of its first call', () => {
    const before = aTicket({ firstCalledAt: at('05:05:00') });
    const { ticket } = allowed(before, { action: 'call', counter: '2' }, operator);
    expect(ticket.firstCalledAt).toEqual(at('05:05:00'));
  });

  it('says why when it is called out of turn', () => {
    const command = { action: 'call', counter: '1', override: 'medical' } as const;
    const { said, reason } = allowed(aTicket(), command, operator);
    expect([said, reason]).toEqual([{ override: 'medical' }, 'medical']);
  });

  it('is cancelled by any operator of the office', () => {
    const elsewhere = { ...operator, holds: undefined };
    const { ticket } = allowed(aTicket(), { action: 'cancel', reason: 'a mistake' }, elsewhere);
    expect(ticket).toMatchObject({
      state: 'cancelled',
      outcome: 'cancelled-by-operator',
      reason: 'a mistake',
      endedAt: now,
    });
  });

  it('is given back by its visitor', () => {
    const { ticket } = allowed(aTicket(), { action: 'leave' }, visitor);
    expect(ticket).toMatchObject({ state: 'left', outcome: 'left-by-visitor', endedAt: now, counter: null });
  });

  it('is closed unserved when the day ends', () => {
    const { ticket, event, said } = allowed(aTicket(), { action: 'close-day' }, system);
    expect(ticket).toMatchObject({ state: 'closed-unserved', outcome: 'closed-by-day-end' });
    expect(event.type).toBe('queue.ticket.closed-unserved');
    expect(said).toEqual({});
  });

  it('tells an end of the day before its hours from the end of the hours, and agencies no words of anybody', () => {
    const closed = allowed(aTicket(), { action: 'close-day', reason: 'Askar is ill' }, system);
    expect([closed.ticket.reason, closed.said]).toEqual(['Askar is ill', { reason: 'office-closed' }]);
    const later = { action: 'return-later', on: '2026-03-12', until: at('13:00:00'), reason: 'x' } as const;
    expect(allowed(aTicket(), later, system).said).toEqual({
      returnOn: '2026-03-12',
      expiresAt: at('13:00:00').toISOString(),
      reason: 'office-closed',
    });
  });

  it('tells nobody but the staff what an operator typed', () => {
    const parked = allowed(
      aTicket({ state: 'called' }),
      { action: 'park', reason: 'Askar is ill' },
      operator,
    );
    expect([parked.ticket.reason, parked.reason, parked.said]).toEqual(['Askar is ill', 'Askar is ill', {}]);
    const gone = aTicket({ state: 'no-show', outcome: 'no-show', endedAt: at('05:14:00') });
    const anyone = { ...operator, holds: undefined };
    const back = allowed(gone, { action: 'reopen', reason: 'Askar was early', planned: [] }, anyone);
    expect([back.reason, back.said]).toEqual(['Askar was early', {}]);
  });

  it('is withdrawn with a code of why, whatever the operator typed', () => {
    const cancelled = allowed(aTicket(), { action: 'cancel', reason: 'Askar has left' }, operator);
    expect(cancelled.said).toEqual({ reason: 'operator' });
  });

  it('that its booking system withdraws was not cancelled by an operator', () => {
    const withdrawn = allowed(aTicket(), { action: 'withdraw', reason: 'appointment-cancelled' }, system);
    expect(withdrawn.ticket).toMatchObject({ state: 'cancelled', outcome: 'appointment-withdrawn' });
    expect(withdrawn.said).toEqual({ reason: 'appointment-cancelled' });
  });

  it('cannot be started: the refusal names the state and what is possible', () => {
    expect(refused(aTicket(), { action: 'start' }, operator)).toMatchObject({
      code: 'ticket-wrong-state',
      details: { state: 'waiting', actions: ['call', 'return-later', 'cancel'] },
    });
  });
});

describe('a called ticket', () => {
  const called = aTicket({ state: 'called' });

  it('cannot be called again', () => {
    const refusal = refused(called, { action: 'call', counter: '2' }, operator);
    expect(refusal).toMatchObject({
      code: 'ticket-not-waiting',
      details: {
        state: 'called',
        actions: ['recall', 'start', 'park', 'transfer', 'return-later', 'no-show', 'cancel'],
      },
    });
  });

  it('is repeated, and waits the second time once more', () => {
    const { ticket, event } = allowed(called, { action: 'recall' }, operator);
    const until = at('05:16:30');
    expect(ticket).toMatchObject({
      state: 'called',
      calls: 2,
      timerAt: until,
      callExpiresAt: until,
      version: 4,
    });
    expect(event.type).toBe('queue.ticket.recalled');
    expect(ticket.calledAt).toEqual(called.calledAt);
  });

  it('never expires earlier for being repeated', () => {
    const early = { ...operator, now: at('05:10:01') };
    expect(allowed(called, { action: 'recall' }, early).ticket.callExpiresAt).toEqual(at('05:12:30'));
  });

  it.each(['start', 'recall', 'no-show'] as const)('does not %s at another counter', (action) => {
    for (const holds of ['2', undefined])
      expect(refused(called, { action }, { ...operator, holds }).code).toBe('ticket-at-another-counter');
  });

  it('is cancelled at its own counter only', () => {
    const cancel = { action: 'cancel', reason: 'x' } as const;
    expect(allowed(called, cancel, operator).ticket).toMatchObject({ state: 'cancelled', timerAt: null });
    expect(refused(called, cancel, { ...operator, holds: '2' }).code).toBe('ticket-at-another-counter');
  });

  it('begins to be served', () => {
    const { ticket, event } = allowed(called, { action: 'start' }, operator);
    expect(ticket).toMatchObject({ state: 'serving', servingStartedAt: now, timerAt: null, outcome: null });
    expect(event.type).toBe('queue.ticket.started');
  });

  it.each([operator, system])('becomes a no-show', (facts) => {
    const { ticket } = allowed(called, { action: 'no-show' }, facts);
    expect(ticket).toMatchObject({ state: 'no-show', outcome: 'no-show', endedAt: now, timerAt: null });
  });

  it('waits again with its own rank when its counter is lost', () => {
    const { ticket, event, said } = allowed(
      called,
      { action: 'lose-counter', reason: 'counter-logout' },
      system,
    );
    expect(ticket).toMatchObject({
      state: 'waiting',
      counter: null,
      calls: 0,
      timerAt: null,
      callExpiresAt: null,
      dueAt: called.dueAt,
      issueOrder: called.issueOrder,
      firstCalledAt: called.firstCalledAt,
    });
    expect([event.type, said]).toEqual(['queue.ticket.resumed', { reason: 'counter-logout' }]);
  });
});

it('what happens by itself cannot be asked for by an operator or a visitor', () => {
  for (const facts of [operator, visitor]) {
    expect(refused(aTicket({ state: 'serving' }), { action: 'end-by-timeout' }, facts).code).toBe(
      'ticket-at-another-counter',
    );
    expect(decide(aTicket(), { action: 'close-day' }, facts)).toBeInstanceOf(Refusal);
  }
});

it('a clock that steps back does not take a ticket with it', () => {
  const ahead = aTicket({ state: 'called', changedAt: at('06:00:00') });
  const { ticket } = allowed(ahead, { action: 'start' }, operator);
  expect([ticket.changedAt, ticket.servingStartedAt]).toEqual([at('06:00:00'), at('06:00:00')]);
});

describe('what views offer', () => {
  it.each([
    ['booked', ['return-later', 'cancel'], ['leave']],
    ['waiting', ['call', 'return-later', 'cancel'], ['leave']],
    ['called', ['recall', 'start', 'park', 'transfer', 'return-later', 'no-show', 'cancel'], ['leave']],
    ['serving', ['finish', 'park', 'transfer', 'return-later'], []],
    ['parked', ['resume', 'return-later', 'cancel'], ['leave']],
    ['return-later', ['resume', 'return-later', 'cancel'], ['leave']],
    ['served', [], []],
    ['no-show', ['reopen'], []],
  ] as const)('of a ticket that is %s', (state, staff, holder) => {
    expect(actionsIn(state)).toEqual(staff);
    expect(visitorActionsIn(state)).toEqual(holder);
  });
});
