import { Refusal } from '@kezek/contracts';
import { aTicket, at, theRules } from '../testing/ticket.fixture';
import type { Command } from './ticket-effects.rules';
import type { TicketRow } from './ticket.row';
import { actionsIn, decide, visitorActionsIn, type Decision, type Facts } from './ticket.rules';

const now = at('05:15:00');
const operator: Facts = { now, rules: theRules(), by: 'operator', holds: '1' };
const system: Facts = { now, rules: theRules(), by: 'system' };
const visitor: Facts = { now, rules: theRules(), by: 'visitor' };

function allowed(ticket: TicketRow, command: Command, facts: Facts): Decision {
  const decision = decide(ticket, command, facts);
  if (decision instanceof Refusal) throw decision;
  return decision;
}

function refused(ticket: TicketRow, command: Command, facts: Facts): Refusal {
  const decision = decide(ticket, command, facts);
  if (decision instanceof Refusal) return decision;
  throw new Error(`was allowed: ${command.action}`);
}

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
      outcome: 'CANCELLED_BY_OPERATOR',
      reason: 'a mistake',
      endedAt: now,
    });
  });

  it('is given back by its visitor', () => {
    const { ticket } = allowed(aTicket(), { action: 'leave' }, visitor);
    expect(ticket).toMatchObject({ state: 'left', outcome: 'LEFT_BY_VISITOR', endedAt: now, counter: null });
  });

  it('is closed unserved when the day ends', () => {
    const { ticket, event } = allowed(aTicket(), { action: 'close-day' }, system);
    expect(ticket).toMatchObject({ state: 'closed-unserved', outcome: 'CLOSED_BY_DAY_END' });
    expect(event.type).toBe('queue.ticket.closed-unserved');
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
    expect(ticket).toMatchObject({ state: 'no-show', outcome: 'NO_SHOW', endedAt: now, timerAt: null });
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

describe('a ticket that is served', () => {
  const serving = aTicket({ state: 'serving', servingStartedAt: at('05:12:00') });

  it('ends with the outcome that the operator says', () => {
    const command = { action: 'finish', outcome: 'REFUSED_WITH_REASON', reason: 'no papers' } as const;
    const { ticket, event } = allowed(serving, command, operator);
    expect(ticket).toMatchObject({
      state: 'served',
      outcome: 'REFUSED_WITH_REASON',
      reason: 'no papers',
      endedAt: now,
      counter: '1',
      durationReliable: true,
    });
    expect(event.type).toBe('queue.ticket.served');
  });

  it.each([
    ['end-by-timeout', 'ENDED_BY_TIMEOUT'],
    ['end-by-logout', 'ENDED_BY_LOGOUT'],
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
    const { ticket } = allowed(parked, { action: 'resume' }, { ...operator, holds: undefined });
    expect(ticket).toMatchObject({ state: 'waiting', dueAt: serving.dueAt, reason: null });
  });

  it('is handed to another service: the step ends, and the next one waits under the same number', () => {
    const handed = allowed(
      serving,
      { action: 'transfer', service: 'papers', reason: 'also papers' },
      operator,
    );
    expect(handed.ticket).toMatchObject({
      state: 'transferred',
      outcome: 'TRANSFERRED',
      counter: '1',
      endedAt: now,
    });
    expect([handed.said, handed.reason]).toEqual([{ from: 'reports', to: 'papers' }, 'also papers']);
    const rank = { targetAt: at('05:30:00'), dueAt: at('05:25:00') };
    const next: Command = {
      ...{ action: 'next-step', service: 'papers', forCounter: '3', reason: 'transferred' },
      ...rank,
    };
    const { ticket, said } = allowed({ ...handed.ticket, planned: ['papers', 'forms'] }, next, system);
    expect(ticket).toMatchObject({
      ...{ state: 'waiting', step: 2, service: 'papers', number: 'A001', counter: null, forCounter: '3' },
      ...{ ...rank, basisAt: serving.basisAt, outcome: null, endedAt: null, planned: ['forms'] },
      endedSteps: [{ service: 'reports', state: 'transferred', outcome: 'TRANSFERRED' }],
    });
    expect(said).toEqual({ reason: 'transferred' });
  });

  it('may come back on a day, with its rank, and not on another', () => {
    const later = { action: 'return-later', on: '2026-03-12', reason: 'brings the passport' } as const;
    const away = allowed(serving, later, operator);
    expect(away.ticket).toMatchObject({
      state: 'return-later',
      returnOn: '2026-03-12',
      counter: null,
      outcome: null,
    });
    expect(away.said).toEqual({ returnOn: '2026-03-12', reason: 'brings the passport' });
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
    expect(ticket).toMatchObject({ state: 'expired', outcome: 'NO_SHOW', endedAt: now });
  });
});

describe('a no-show', () => {
  const gone = aTicket({ state: 'no-show', outcome: 'NO_SHOW', endedAt: at('05:10:00'), counter: '1' });
  const reopen = { action: 'reopen', reason: 'came late' } as const;
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
    expect(refused({ ...gone, reopenedAt: now }, reopen, anyone).code).toBe('ticket-wrong-state');
    expect(refused(gone, reopen, { ...anyone, now: at('05:40:01') }).details.detail).toMatch(
      /time to return/,
    );
    expect(allowed(gone, reopen, { ...anyone, now: at('05:40:00') }).ticket.state).toBe('waiting');
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
