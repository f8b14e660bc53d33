import { allowed, now, operator, refused, system, visitor } from '../testing/decision.fixture';
import { aTicket, at } from '../testing/ticket.fixture';
import type { Command } from './ticket-effects.rules';
import { actionsOf } from './ticket.rules';

describe('a ticket that is served', () => {
  const serving = aTicket({ state: 'serving', servingStartedAt: at('05:12:00') });

  it('ends with the outcome that the operator says', () => {
    const command = { action: 'finish', outcome: 'refused-with-reason', reason: 'no papers' } as const;
    const { ticket, event } = allowed(serving, command, operator);
    expect(ticket).toMatchObject({
      state: 'served',
      outcome: 'refused-with-reason',
      reason: 'no papers',
      endedAt: now,
      counter: '1',
      durationReliable: true,
    });
    expect(event.type).toBe('queue.ticket.served');
  });

  it.each([
    ['end-by-timeout', 'ended-by-timeout'],
    ['end-by-logout', 'ended-by-logout'],
  ] as const)('ends by %s with a duration that says nothing', (action, ended) => {
    const { ticket } = allowed(serving, { action }, system);
    expect(ticket).toMatchObject({ state: 'served', outcome: ended, durationReliable: false });
  });

  it('is not left by its visitor', () => {
    expect(refused(serving, { action: 'leave' }, visitor)).toMatchObject({ details: { actions: [] } });
  });

  it('is parked and resumed with its own rank', () => {
    const parked = allowed(serving, { action: 'park', reason: 'copies' }, operator).ticket;
    expect(parked).toMatchObject({ state: 'parked', counter: null, reason: 'copies', outcome: null });
    expect(parked.durationReliable).toBe(false);
    const { ticket } = allowed(parked, { action: 'resume' }, { ...operator, holds: undefined });
    expect(ticket).toMatchObject({ state: 'waiting', dueAt: serving.dueAt, reason: null });
  });

  it('has a duration that tells nothing when it was put aside in between, or is the next service of a visit', () => {
    const called = aTicket({ state: 'called' });
    expect(allowed(called, { action: 'park', reason: 'x' }, operator).ticket.durationReliable).toBe(true);
    const next: Command = {
      action: 'next-step',
      service: 'papers',
      forCounter: null,
      reason: 'next-service',
      targetAt: at('05:30:00'),
      dueAt: at('05:25:00'),
    };
    const served = { ...serving, state: 'served', outcome: 'served', planned: ['papers'] } as const;
    expect(allowed(served, next, system).ticket.durationReliable).toBe(false);
  });

  it('is handed to another service: the step ends, and the next one waits under the same number', () => {
    const handed = allowed(
      serving,
      { action: 'transfer', service: 'papers', reason: 'also papers' },
      operator,
    );
    expect(handed.ticket).toMatchObject({
      state: 'transferred',
      outcome: 'transferred',
      counter: '1',
      endedAt: now,
    });
    expect([handed.said, handed.reason]).toEqual([{ from: 'reports', to: 'papers' }, 'also papers']);
    const rank = { targetAt: at('05:30:00'), dueAt: at('05:25:00') };
    const next: Command = {
      action: 'next-step',
      service: 'papers',
      forCounter: '3',
      reason: 'transferred',
      ...rank,
    };
    const { ticket, said } = allowed({ ...handed.ticket, planned: ['papers', 'forms'] }, next, system);
    expect(ticket).toMatchObject({
      state: 'waiting',
      step: 2,
      service: 'papers',
      number: 'A001',
      counter: null,
      forCounter: '3',
      ...rank,
      basisAt: serving.basisAt,
      outcome: null,
      endedAt: null,
      planned: ['forms'],
      endedSteps: [{ service: 'reports', state: 'transferred', outcome: 'transferred' }],
    });
    expect(said).toEqual({ reason: 'transferred' });
  });

  it('may come back on a day, with its rank, and not on another', () => {
    const until = at('13:00:00');
    const later = { action: 'return-later', on: '2026-03-12', until, reason: 'brings a passport' } as const;
    const away = allowed(serving, later, operator);
    expect(away.ticket).toMatchObject({
      state: 'return-later',
      returnOn: '2026-03-12',
      counter: null,
      outcome: null,
    });
    expect(away.said).toEqual({ returnOn: '2026-03-12', expiresAt: until.toISOString() });
    const anyone = { ...operator, holds: undefined };
    expect(refused(away.ticket, { action: 'resume' }, { ...anyone, today: '2026-03-11' })).toMatchObject({
      code: 'return-not-today',
      details: { state: 'return-later', extra: { returnOn: '2026-03-12' } },
    });
    const renumbered = { number: 'A017', businessDay: '2026-03-12' };
    const { ticket } = allowed(
      away.ticket,
      { action: 'resume', renumbered },
      { ...anyone, today: '2026-03-12' },
    );
    expect(ticket).toMatchObject({ state: 'waiting', ...renumbered, returnOn: null, dueAt: serving.dueAt });
  });
});

describe('a booked ticket', () => {
  const booked = aTicket({ state: 'booked', appointmentAt: at('07:00:00') });
  const rank = { basisAt: at('07:00:00'), targetAt: at('07:20:00'), dueAt: at('07:20:00') };

  it('waits from the arrival', () => {
    const { ticket, said } = allowed(booked, { action: 'arrive', ...rank }, system);
    expect(ticket).toMatchObject({ state: 'waiting', ...rank });
    expect(said).toEqual({ reason: 'arrived' });
  });

  it('moves to another time, service and day', () => {
    const renumbered = { number: 'K001', businessDay: '2026-03-11' };
    const moved = {
      action: 'reschedule',
      service: 'papers',
      appointmentAt: at('09:00:00'),
      renumbered,
    } as const;
    const { ticket, event } = allowed(booked, { ...moved, ...rank }, system);
    expect(ticket).toMatchObject({
      state: 'booked',
      service: 'papers',
      appointmentAt: at('09:00:00'),
      ...renumbered,
    });
    expect(event.type).toBe('queue.ticket.rescheduled');
  });

  it('has expired when its day is over', () => {
    const { ticket } = allowed(booked, { action: 'expire' }, system);
    expect(ticket).toMatchObject({ state: 'expired', outcome: 'no-show', endedAt: now });
  });
});

describe('a no-show', () => {
  const gone = aTicket({ state: 'no-show', outcome: 'no-show', endedAt: at('05:10:00'), counter: '1' });
  const reopen = { action: 'reopen', reason: 'came late', planned: [] } as const;
  const anyone = { ...operator, holds: undefined };

  it('comes back behind who is next', () => {
    const { ticket } = allowed(gone, reopen, { ...anyone, headDueAt: at('05:40:00') });
    expect(ticket).toMatchObject({ state: 'waiting', outcome: null, endedAt: null, reopenedAt: now });
    expect(ticket.dueAt.getTime()).toBe(at('05:40:00').getTime() + 1);
  });

  it('keeps its deadline where nobody waits, or the head is before it', () => {
    expect(allowed(gone, reopen, anyone).ticket.dueAt).toEqual(gone.dueAt);
    expect(allowed(gone, reopen, { ...anyone, headDueAt: at('05:01:00') }).ticket.dueAt).toEqual(gone.dueAt);
  });

  it('comes back once, and within the window', () => {
    const again = { ...gone, reopenedAt: now };
    expect(refused(again, reopen, anyone)).toMatchObject({
      code: 'ticket-wrong-state',
      details: { state: 'no-show', actions: [] },
    });
    expect([actionsOf(gone), actionsOf(again)]).toEqual([['reopen'], []]);
    expect(refused(gone, reopen, { ...anyone, now: at('05:40:01') }).details.detail).toMatch(
      /time to return/,
    );
    expect(allowed(gone, reopen, { ...anyone, now: at('05:40:00') }).ticket.state).toBe('waiting');
  });
});
