import {
  permissionReturned,
  permissionRevoked,
  permissionUsed,
  type EventDefinition,
  type PermissionState,
  type Refusal,
} from '@kezek/contracts';
import { admit, type Transition } from '../states/state-table.rules';

/** `body`: that which conducts the case, or staff for it. */
type Who = 'body' | 'system';

interface PermissionTransition extends Transition<PermissionState, Who> {
  readonly event?: EventDefinition;
}

/** Everything that can happen to a permission after its registration; without `to` its uses and its days decide. */
export const transitions = {
  // For a day on which it will be valid: it may not have begun yet.
  use: { from: ['issued', 'active'], by: ['system'], event: permissionUsed, inner: true },
  // It does no harm to give a use back to what can't be used any more, and the count stays true.
  'give-back': {
    from: ['issued', 'active', 'used', 'expired', 'revoked'],
    by: ['system'],
    event: permissionReturned,
    inner: true,
  },
  // Its days begin, or end: written down, though everybody reckons with it already.
  age: { from: ['issued', 'active', 'used', 'expired', 'revoked'], by: ['system'], inner: true },
  revoke: {
    from: ['issued', 'active', 'used'],
    to: 'revoked',
    by: ['body'],
    event: permissionRevoked,
    repeatable: true,
  },
} as const satisfies Record<string, PermissionTransition>;
export type Action = keyof typeof transitions;

export interface Permission {
  readonly state: PermissionState;
  readonly version: number;
  readonly uses: number;
  readonly usesLeft: number;
  /** Days of the facility, both included. */
  readonly validFrom: string;
  readonly validTo: string;
}

/** `event` is absent where nothing is to be told. */
export interface Decision<P extends Permission> {
  readonly permission: P;
  readonly event?: EventDefinition;
}

const change: Readonly<Record<Action, number>> = { use: -1, 'give-back': 1, age: 0, revoke: 0 };
const whose = (action: Action): Who => (action === 'revoke' ? 'body' : 'system');

/** The permission after an action on a day of the facility, or why not. */
export function decide<P extends Permission>(
  permission: P,
  action: Action,
  today: string,
): Decision<P> | Refusal {
  const { event, to }: PermissionTransition = transitions[action];
  const { version, uses } = permission;
  const asked = { state: stateOn(permission, today), action, by: whose(action) };
  const answer = admit(transitions, asked, 'permission-wrong-state');
  if (answer === 'done') return { permission };
  if (answer !== 'go') return answer;
  const usesLeft = permission.usesLeft + change[action];
  if (usesLeft < 0 || usesLeft > uses) throw new RangeError(`${action}: ${usesLeft} of ${uses} uses left`);
  const after = { ...permission, usesLeft, version: version + 1 };
  return { permission: { ...after, state: to ?? stateOn(after, today) }, ...(event && { event }) };
}

/** What staff can ask of it, for the body. */
export const actionsIn = (state: PermissionState): 'revoke'[] =>
  transitions.revoke.from.some((from) => from === state) ? ['revoke'] : [];

/** What its uses and its days make of it; what was taken back stays so. */
export function stateOn(
  { state, usesLeft, validFrom, validTo }: Omit<Permission, 'version' | 'uses'>,
  today: string,
): PermissionState {
  if (state === 'revoked') return 'revoked';
  if (usesLeft === 0) return 'used';
  if (today > validTo) return 'expired';
  return today < validFrom ? 'issued' : 'active';
}
