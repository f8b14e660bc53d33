import { Refusal } from '@kezek/contracts';
import type { Command } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { decide, type Decision, type Facts } from '../tickets/ticket.rules';
import { at, theRules } from './ticket.fixture';

export const now = at('05:15:00');
export const operator: Facts = { now, rules: theRules(), by: 'operator', holds: '1' };
export const system: Facts = { now, rules: theRules(), by: 'system' };
export const visitor: Facts = { now, rules: theRules(), by: 'visitor' };

export function allowed(ticket: TicketRow, command: Command, facts: Facts): Decision {
  const decision = decide(ticket, command, facts);
  if (decision instanceof Refusal) throw decision;
  return decision;
}

export function refused(ticket: TicketRow, command: Command, facts: Facts): Refusal {
  const decision = decide(ticket, command, facts);
  if (decision instanceof Refusal) return decision;
  throw new Error(`was allowed: ${command.action}`);
}
