import { outcome, Refusal, ticketState, type TicketState } from '@kezek/contracts';
import fc from 'fast-check';
import { aTicket, at, theRules } from '../testing/ticket.fixture';
import type { Command } from './ticket-effects.rules';
import { ticketEvent } from './ticket-event.rules';
import { decide, transitions, type Facts } from './ticket.rules';

const now = at('05:15:00');
const operator: Facts = { now, rules: theRules(), by: 'operator', holds: '1' };
const system: Facts = { now, rules: theRules(), by: 'system' };
const visitor: Facts = { now, rules: theRules(), by: 'visitor' };

const rank = { basisAt: at('07:00:00'), targetAt: at('07:20:00'), dueAt: at('07:20:00') };
const commandOf: Record<keyof typeof transitions, Command> = {
  call: { action: 'call', counter: '1' },
  recall: { action: 'recall' },
  start: { action: 'start' },
  finish: { action: 'finish', outcome: 'served' },
  'no-show': { action: 'no-show' },
  cancel: { action: 'cancel', reason: 'r' },
  withdraw: { action: 'withdraw', reason: 'r' },
  'close-office': { action: 'close-office', reason: 'r' },
  leave: { action: 'leave' },
  park: { action: 'park', reason: 'r' },
  resume: { action: 'resume' },
  transfer: { action: 'transfer', service: 'papers' },
  'return-later': { action: 'return-later', on: '2026-03-11', until: at('13:00:00'), reason: 'r' },
  'next-step': {
    action: 'next-step',
    service: 'papers',
    forCounter: null,
    reason: 'next-service',
    targetAt: at('05:30:00'),
    dueAt: at('05:30:00'),
  },
  arrive: { action: 'arrive', ...rank },
  reschedule: { action: 'reschedule', service: 'papers', appointmentAt: at('07:00:00'), ...rank },
  expire: { action: 'expire' },
  reopen: { action: 'reopen', reason: 'r', planned: [] },
  'lose-counter': { action: 'lose-counter', reason: 'r' },
  'end-by-logout': { action: 'end-by-logout' },
  'end-by-timeout': { action: 'end-by-timeout' },
  'close-day': { action: 'close-day' },
};
const commands = fc.constantFrom(...Object.values(commandOf));
const askers = fc.constantFrom(operator, system, visitor, { ...operator, holds: '2' });

describe('whatever is asked of a ticket, in whatever order', () => {
  const ended: readonly TicketState[] = ticketState.exclude([
    'booked',
    'waiting',
    'called',
    'serving',
    'parked',
    'return-later',
  ]).options;

  it('it is legal at every moment, its versions and times only grow, and its events keep their schema', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('booked' as const, 'waiting' as const),
        fc.array(fc.tuple(commands, askers, fc.integer({ min: -60, max: 60 })), { maxLength: 30 }),
        (first, asked) => {
          let ticket = aTicket({ state: first });
          for (const [command, facts, minutes] of asked) {
            const moment = new Date(now.getTime() + minutes * 60_000);
            const decision = decide(ticket, command, { ...facts, now: moment });
            if (decision instanceof Refusal) continue;
            const after = decision.ticket;
            expect(transitions[command.action].from).toContain(ticket.state);
            expect(after.state).toBe(transitions[command.action].to);
            expect(after.version).toBe(ticket.version + 1);
            expect(after.changedAt >= ticket.changedAt).toBe(true);
            expect(after.outcome === null).toBe(!ended.includes(after.state));
            expect(after.endedAt === null).toBe(after.outcome === null);
            expect(after.timerAt !== null).toBe(after.state === 'called');
            if (after.state === 'called' || after.state === 'serving') expect(after.counter).not.toBeNull();
            if (after.state === 'waiting') expect(after.counter).toBeNull();
            if (after.outcome !== null) expect(outcome.options).toContain(after.outcome);
            const event = ticketEvent(decision.event, after, decision.said);
            expect(event.definition.data.safeParse(event.data).error).toBeUndefined();
            ticket = after;
          }
        },
      ),
    );
  });
});
