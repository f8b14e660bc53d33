import type { Office } from '@kezek/contracts';
import { dayOf } from '../offices/opening.rules';
import { targetMinutesOn } from '../offices/target.rules';
import { deadlineOf } from './due.rules';
import type { Command } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';

type NextStep = Extract<Command, { action: 'next-step' }>;
export type NextService = Pick<NextStep, 'forCounter' | 'reason'> & { readonly service: string | undefined };

/** Whether another step follows on the one that has just ended. */
export const goesOn = ({ state, outcome, planned }: TicketRow): boolean =>
  state === 'transferred' || (state === 'served' && outcome !== 'redirected-office' && planned.length > 0);

/** The step that follows; its deadline is that of the service from the visit's own basis, with the visit's priority. */
export function nextStepOf(office: Office, ticket: TicketRow, to: NextService): NextStep | undefined {
  const service = office.services.find(({ code }) => code === to.service);
  if (service === undefined) return undefined;
  const priorityMinutes = office.priorities.find(({ code }) => code === ticket.priority)?.minutes ?? 0;
  const targetMinutes = targetMinutesOn(service, dayOf(office, ticket.basisAt));
  return {
    action: 'next-step',
    service: service.code,
    forCounter: to.forCounter,
    reason: to.reason,
    ...deadlineOf(ticket.basisAt, { targetMinutes, priorityMinutes }),
  };
}
