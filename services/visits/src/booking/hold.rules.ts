import type { HoldState, Refusal } from '@kezek/contracts';
import { plusMinutes } from '@kezek/platform';
import { admit, type Transition } from '../states/state-table.rules';

type Who = 'booker' | 'system';

/** Everything that can happen to a place that is kept; of an expired one, that its booker wins a place again. */
export const transitions = {
  change: { from: ['active'], to: 'active', by: ['booker'] },
  confirm: { from: ['active', 'expired'], to: 'converted', by: ['booker'], repeatable: true },
  release: { from: ['active', 'expired'], to: 'released', by: ['booker'], repeatable: true },
  expire: { from: ['expired'], to: 'expired', by: ['system'], inner: true },
} as const satisfies Record<string, Transition<HoldState, Who>>;
export type Action = keyof typeof transitions;

export interface Hold {
  readonly state: HoldState;
  readonly version: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface Facts {
  readonly now: Date;
  readonly holdMinutes: number;
  readonly holdAtMostMinutes: number;
}

export interface Decision<H extends Hold> {
  readonly hold: H;
  /** Nothing had to be done: it had been. */
  readonly done?: true;
  /** Its place is anybody's again: confirm only with one that is free. */
  readonly winsAgain: boolean;
}

/** A hold that its time has run out of is expired, whether or not somebody has swept. */
export const stateAt = ({ state, expiresAt }: Hold, now: Date): HoldState =>
  state === 'active' && expiresAt <= now ? 'expired' : state;

/** Until when a place is kept that somebody takes now, or changes: never longer than so long after it was taken. */
export function keptUntil(createdAt: Date, { now, holdMinutes, holdAtMostMinutes }: Facts): Date {
  const until = plusMinutes(now, holdMinutes);
  const atMost = plusMinutes(createdAt, holdAtMostMinutes);
  return until < atMost ? until : atMost;
}

/** The hold after an action, or why not. */
export function decide<H extends Hold>(hold: H, action: Action, facts: Facts): Decision<H> | Refusal {
  const state = stateAt(hold, facts.now);
  const by = action === 'expire' ? 'system' : 'booker';
  const answer = admit(transitions, { state, action, by }, 'hold-wrong-state');
  const winsAgain = action === 'confirm' && state === 'expired';
  if (answer === 'done') return { hold, done: true, winsAgain };
  if (answer !== 'go') return answer;
  const expiresAt = action === 'change' ? keptUntil(hold.createdAt, facts) : hold.expiresAt;
  return {
    hold: { ...hold, state: transitions[action].to, version: hold.version + 1, expiresAt },
    winsAgain,
  };
}
