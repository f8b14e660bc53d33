import {
  Refusal,
  ticketCalled,
  ticketCancelled,
  ticketClosedUnserved,
  ticketLeft,
  ticketNoShow,
  ticketParked,
  ticketRecalled,
  ticketReopened,
  ticketRescheduled,
  ticketResumed,
  ticketReturnLater,
  ticketServed,
  ticketStarted,
  ticketTransferred,
  type EventDefinition,
  type OfficeRules,
  type Outcome,
  type TicketAction,
  type TicketState,
} from '@kezek/contracts';
import { latest, plusMinutes } from '@kezek/platform';
import { effects, type Command } from './ticket-effects.rules';
import type { TicketRow } from './ticket.row';

/** `holder`: of the counter that has the ticket; `operator`: any of the office, unless a counter has it. */
export type Who = 'holder' | 'operator' | 'visitor' | 'system';

interface Transition {
  readonly from: readonly TicketState[];
  readonly to: TicketState;
  readonly by: readonly Who[];
  readonly event: EventDefinition;
  /** `said`: by the operator; absent where the ticket goes on. */
  readonly outcome?: Outcome | 'said';
  /** Not a call of the contract, so that no view offers it. */
  readonly inner?: true;
}

const open = ['booked', 'waiting', 'called', 'parked', 'return-later'] as const;
/** Who is in the office, or has gone from it for a while, has a number that nobody else has: so says an index. */
export const present = [
  'waiting',
  'called',
  'serving',
  'parked',
  'return-later',
] as const satisfies TicketState[];
const unserved = ['booked', 'waiting', 'parked', 'return-later'] as const;

/** Everything that can happen to a ticket after its issue. */
export const transitions = {
  call: { from: ['waiting'], to: 'called', by: ['operator'], event: ticketCalled },
  recall: { from: ['called'], to: 'called', by: ['holder', 'system'], event: ticketRecalled },
  start: { from: ['called'], to: 'serving', by: ['holder'], event: ticketStarted },
  finish: { from: ['serving'], to: 'served', by: ['holder'], event: ticketServed, outcome: 'said' },
  park: { from: ['called', 'serving'], to: 'parked', by: ['holder'], event: ticketParked },
  resume: { from: ['parked', 'return-later'], to: 'waiting', by: ['operator'], event: ticketResumed },
  transfer: {
    from: ['called', 'serving'],
    to: 'transferred',
    by: ['holder'],
    event: ticketTransferred,
    outcome: 'transferred',
  },
  'return-later': {
    from: ['booked', 'waiting', 'called', 'serving', 'parked', 'return-later'],
    to: 'return-later',
    by: ['operator', 'holder', 'system'],
    event: ticketReturnLater,
  },
  'no-show': {
    from: ['called'],
    to: 'no-show',
    by: ['holder', 'system'],
    event: ticketNoShow,
    outcome: 'no-show',
  },
  reopen: { from: ['no-show'], to: 'waiting', by: ['operator'], event: ticketReopened },
  cancel: {
    from: open,
    to: 'cancelled',
    by: ['operator', 'holder'],
    event: ticketCancelled,
    outcome: 'cancelled-by-operator',
  },
  leave: { from: open, to: 'left', by: ['visitor'], event: ticketLeft, outcome: 'left-by-visitor' },
  // By the system that booked it, or whom the visits service speaks for.
  withdraw: {
    from: unserved,
    to: 'cancelled',
    by: ['system'],
    event: ticketCancelled,
    outcome: 'appointment-withdrawn',
    inner: true,
  },
  // The office has closed for good before the day of the visit.
  'close-office': {
    from: ['booked', 'return-later'],
    to: 'cancelled',
    by: ['system'],
    event: ticketCancelled,
    outcome: 'office-closed',
    inner: true,
  },
  // Where a step has ended and the visit goes on: in the same transaction.
  'next-step': {
    from: ['transferred', 'served'],
    to: 'waiting',
    by: ['system'],
    event: ticketResumed,
    inner: true,
  },
  arrive: { from: ['booked'], to: 'waiting', by: ['system'], event: ticketResumed, inner: true },
  reschedule: { from: ['booked'], to: 'booked', by: ['system'], event: ticketRescheduled, inner: true },
  'lose-counter': { from: ['called'], to: 'waiting', by: ['system'], event: ticketResumed, inner: true },
  'end-by-logout': {
    from: ['serving'],
    to: 'served',
    by: ['system'],
    event: ticketServed,
    outcome: 'ended-by-logout',
    inner: true,
  },
  'end-by-timeout': {
    from: ['serving'],
    to: 'served',
    by: ['system'],
    event: ticketServed,
    outcome: 'ended-by-timeout',
    inner: true,
  },
  'close-day': {
    from: unserved,
    to: 'closed-unserved',
    by: ['system'],
    event: ticketClosedUnserved,
    outcome: 'closed-by-day-end',
    inner: true,
  },
  // The day came, and the visitor did not.
  expire: {
    from: ['booked', 'return-later'],
    to: 'expired',
    by: ['system'],
    event: ticketClosedUnserved,
    outcome: 'no-show',
    inner: true,
  },
} as const satisfies Record<string, Transition>;
export type Action = keyof typeof transitions;

export interface Facts {
  readonly now: Date;
  readonly rules: OfficeRules;
  readonly by: Exclude<Who, 'holder'>;
  /** The counter that the operator holds. */
  readonly holds?: string | undefined;
  /** For `reopen`: the deadline of who is next. */
  readonly headDueAt?: Date | undefined;
  /** For `resume`: the office's business day. */
  readonly today?: string | undefined;
}

export interface Decision {
  readonly ticket: TicketRow;
  readonly action: Action;
  /** Why, where somebody said so. */
  readonly reason: string | undefined;
  readonly event: EventDefinition;
  /** What the event says beside the ticket. */
  readonly said: Readonly<Record<string, string>>;
}

const offeredIn = (state: TicketState, toVisitor: boolean): TicketAction[] =>
  (Object.entries(transitions) as [TicketAction, Transition][])
    .filter(
      ([, { inner, from, by }]) => !inner && from.includes(state) && by.includes('visitor') === toVisitor,
    )
    .map(([action]) => action);

/** What staff can ask over REST of a ticket in this state. */
export const actionsIn = (state: TicketState): TicketAction[] => offeredIn(state, false);

/** What staff can ask of this ticket: who came back once comes back no more. */
export const actionsOf = ({ state, reopenedAt }: TicketRow): TicketAction[] =>
  actionsIn(state).filter((action) => action !== 'reopen' || reopenedAt === null);

/** What the visitor can ask who holds it. */
export const visitorActionsIn = (state: TicketState): TicketAction[] => offeredIn(state, true);

/** The ticket after a command, or why not. */
export function decide(ticket: TicketRow, command: Command, facts: Facts): Decision | Refusal {
  const transition: Transition = transitions[command.action];
  const refusal = refusalOf(ticket, command, facts);
  if (refusal) return refusal;
  const at = latest(facts.now, ticket.changedAt);
  const { changes, said } = effects(ticket, command, { ...facts, at });
  const ending = transition.outcome && {
    outcome: command.action === 'finish' ? command.outcome : (transition.outcome as Outcome),
    endedAt: at,
    timerAt: null,
  };
  return {
    ticket: {
      ...ticket,
      state: transition.to,
      version: ticket.version + 1,
      changedAt: at,
      ...ending,
      ...changes,
    },
    action: command.action,
    reason: reasonOf(command),
    event: transition.event,
    said,
  };
}

const reasonOf = (command: Command): string | undefined =>
  command.action === 'call' ? command.override : 'reason' in command ? command.reason : undefined;

/** Why nothing of the kind can happen to a ticket in this state. */
export const wrongState = (state: TicketState, action: Action, by: Facts['by']): Refusal | undefined =>
  (transitions[action] as Transition).from.includes(state) ? undefined : refuseState(state, action, by);

/** Whatever else could be done now; the state may be right, and something else in the way. */
export const refuseState = (state: TicketState, action: Action, by: Facts['by'], detail?: string): Refusal =>
  new Refusal(action === 'call' ? 'ticket-not-waiting' : 'ticket-wrong-state', {
    state,
    actions: offeredIn(state, by === 'visitor').filter((offered) => offered !== action),
    ...(detail !== undefined && { detail }),
  });

function refusalOf(ticket: TicketRow, { action }: Command, facts: Facts): Refusal | undefined {
  const wrong = wrongState(ticket.state, action, facts.by);
  if (wrong) return wrong;
  if (!allowed(ticket, transitions[action].by, facts))
    return new Refusal('ticket-at-another-counter', { state: ticket.state });
  if (action === 'reopen' && !mayReturn(ticket, facts))
    return refuseState(ticket.state, action, facts.by, 'the time to return is over');
  if (action === 'resume' && ticket.returnOn !== null && ticket.returnOn !== facts.today)
    return new Refusal('return-not-today', { state: ticket.state, extra: { returnOn: ticket.returnOn } });
  return undefined;
}

function allowed(ticket: TicketRow, by: readonly Who[], { by: who, holds }: Facts): boolean {
  if (who !== 'operator') return by.includes(who);
  const atCounter = ticket.state === 'called' || ticket.state === 'serving';
  return atCounter ? by.includes('holder') && holds === ticket.counter : by.includes('operator');
}

const mayReturn = ({ endedAt, reopenedAt }: TicketRow, { now, rules }: Facts): boolean =>
  reopenedAt === null && endedAt !== null && now <= plusMinutes(endedAt, rules.returnWithinMinutes);
