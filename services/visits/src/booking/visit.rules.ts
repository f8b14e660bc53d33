import {
  cancellationCode,
  Refusal,
  visitAbandoned,
  visitAdmitted,
  visitApproved,
  visitAutoRejected,
  visitCancelled,
  visitCheckedIn,
  visitCompleted,
  visitDeniedEntry,
  visitNoShow,
  visitRejected,
  visitRescheduled,
  visitStarted,
  visitTerminated,
  visitWithdrawn,
  type CancellationCode,
  type CompletionCode,
  type EventDefinition,
  type VisitAction,
  type VisitState,
} from '@kezek/contracts';
import { latest } from '@kezek/platform';
import { admit, offeredIn, type Transition } from '../states/state-table.rules';

/** `booker`: who booked it; `staff` of the facility; `system`: the clock and the stages of the checkpoint. */
export type Who = 'booker' | 'staff' | 'system';

type Code = CancellationCode | CompletionCode;

interface VisitTransition extends Transition<VisitState, Who> {
  readonly event: EventDefinition;
  /** With which of the codes it must be said; who booked may say no more than what is the booker's. */
  readonly codes?: readonly Code[];
  readonly bookersCodes?: readonly Code[];
}

/** Everything that can happen to a visit once it is on record. */
export const transitions = {
  approve: { from: ['requested'], to: 'booked', by: ['staff'], event: visitApproved },
  reject: { from: ['requested'], to: 'rejected', by: ['staff'], event: visitRejected, repeatable: true },
  withdraw: {
    from: ['requested'],
    to: 'withdrawn',
    by: ['booker', 'staff'],
    event: visitWithdrawn,
    repeatable: true,
  },
  reschedule: { from: ['booked'], to: 'booked', by: ['booker', 'staff'], event: visitRescheduled },
  cancel: {
    from: ['booked'],
    to: 'cancelled',
    by: ['booker', 'staff'],
    event: visitCancelled,
    codes: cancellationCode.options,
    bookersCodes: ['visitor-cancelled', 'visitor-ill', 'booked-by-mistake'],
    repeatable: true,
  },
  'auto-reject': {
    from: ['requested'],
    to: 'auto-rejected',
    by: ['system'],
    event: visitAutoRejected,
    inner: true,
  },
  'check-in': { from: ['booked'], to: 'checked-in', by: ['system'], event: visitCheckedIn, inner: true },
  'no-show': { from: ['booked'], to: 'no-show', by: ['system'], event: visitNoShow, inner: true },
  admit: { from: ['checked-in'], to: 'admitted', by: ['system'], event: visitAdmitted, inner: true },
  deny: {
    from: ['checked-in'],
    to: 'denied-entry',
    by: ['system'],
    event: visitDeniedEntry,
    codes: [
      'identity-mismatch',
      'rules-not-met',
      'declaration-refused',
      'screening-refused',
      'screening-alarm',
      'prohibited-item',
      'intoxicated',
      'detainee-declined',
      'detainee-not-produced',
    ],
    inner: true,
  },
  // A clerk's mistake, found before anybody went in: whoever stands there goes through it again.
  correct: {
    from: ['denied-entry', 'admitted'],
    to: 'checked-in',
    by: ['system'],
    event: visitCheckedIn,
    inner: true,
  },
  abandon: {
    from: ['checked-in'],
    to: 'abandoned',
    by: ['system'],
    event: visitAbandoned,
    codes: ['left-by-visitor', 'day-over'],
    inner: true,
  },
  start: { from: ['admitted'], to: 'in-progress', by: ['system'], event: visitStarted, inner: true },
  complete: {
    from: ['in-progress'],
    to: 'completed',
    by: ['system'],
    event: visitCompleted,
    codes: ['as-planned', 'ended-by-visitor', 'ended-by-detainee'],
    inner: true,
  },
  // Also before it has begun: who was admitted waits for a detainee who is not brought.
  terminate: {
    from: ['admitted', 'in-progress'],
    to: 'terminated',
    by: ['system'],
    event: visitTerminated,
    codes: [
      'rules-violated',
      'prohibited-item',
      'evacuation',
      'detainee-ill',
      'detainee-declined',
      'detainee-not-produced',
      'left-by-visitor',
      'day-over',
    ],
    inner: true,
  },
} as const satisfies Record<string, VisitTransition>;
export type Action = keyof typeof transitions;

type Coded = 'cancel' | 'deny' | 'abandon' | 'complete' | 'terminate';

/** What is asked of a visit; where it goes another day, the use case says where. */
export type Command =
  | { readonly action: Exclude<Action, Coded> }
  | { readonly action: 'cancel'; readonly code: CancellationCode }
  | { readonly action: Exclude<Coded, 'cancel'>; readonly code: CompletionCode };

export interface Visit {
  readonly state: VisitState;
  readonly version: number;
  readonly changedAt: Date;
  /** How it ended, where it did by a code. */
  readonly code: Code | null;
}

export interface Facts {
  readonly now: Date;
  readonly by: Who;
  /** For `start`. */
  readonly detaineeArrived?: boolean;
}

/** `event` is absent where it had been done before: the same answer, and no second event. */
export interface Decision<V extends Visit> {
  readonly visit: V;
  readonly event?: EventDefinition;
}

/** What somebody can ask over REST of a visit in this state. */
export const actionsIn = (state: VisitState, by: Who): VisitAction[] =>
  offeredIn(transitions, state, by) as VisitAction[];

/** The visit after a command, or why not. */
export function decide<V extends Visit>(visit: V, command: Command, facts: Facts): Decision<V> | Refusal {
  const { action } = command;
  const { by } = facts;
  const answer = admit(transitions, { state: visit.state, action, by }, 'visit-wrong-state');
  if (answer === 'done') return { visit };
  const refusal = answer === 'go' ? refusalOf(command, facts) : answer;
  if (refusal) return refusal;
  const { to, event } = transitions[action];
  const code = 'code' in command ? command.code : null;
  const changedAt = latest(facts.now, visit.changedAt);
  return { visit: { ...visit, state: to, version: visit.version + 1, changedAt, code }, event };
}

/** The state is right, and something else is in the way. */
function refusalOf(command: Command, { by, detaineeArrived }: Facts): Refusal | undefined {
  if (command.action === 'start' && detaineeArrived !== true) return new Refusal('detainee-not-arrived');
  if (!('code' in command)) return undefined;
  const { codes, bookersCodes }: VisitTransition = transitions[command.action];
  const allowed = (by === 'booker' ? bookersCodes : codes) ?? [];
  if (allowed.includes(command.code)) return undefined;
  return new Refusal('invalid-request', {
    errors: [{ pointer: '/code', code: 'of-another-kind', detail: `one of ${allowed.join(', ')}` }],
  });
}

/** Where the visitor had no part in it that the visit was none. */
const custodysFault: readonly Code[] = [
  'facility-cancelled',
  'session-excluded',
  'quarantine',
  'emergency',
  'detainee-refused',
  'detainee-transferred',
  'detainee-released',
  'detainee-in-court',
  'detainee-restricted',
  'clerk-error',
  'evacuation',
  'detainee-ill',
  'detainee-declined',
  'detainee-not-produced',
  'day-over',
];
/** What came to nothing before its day has given its place back; all else has it, also when it is over. */
export const hasPlace = (state: VisitState): boolean => state !== 'cancelled' && !neverBooked.includes(state);

const neverBooked: readonly VisitState[] = ['rejected', 'auto-rejected', 'withdrawn'];

/**
 * What a visit that has come to this state costs. A permission's use is given back where the booking came to nothing
 * without the visitor; the month's visit also where the visitor called it off before the day.
 */
export function costsOf({ state, code }: Pick<Visit, 'state' | 'code'>) {
  const forgiven = neverBooked.includes(state) || (code !== null && custodysFault.includes(code));
  return { permission: !forgiven, entitlement: !forgiven && state !== 'cancelled' };
}
