import type { FinishOutcome } from './plan';

/** Work at a counter: log-normal with this median; `spread` is the standard deviation of the logarithm. */
export interface Work {
  /** Share among the services that people come for. */
  readonly weight: number;
  readonly medianMinutes: number;
  readonly spread: number;
}

export interface Shift {
  readonly counter: string;
  /** Local times. */
  readonly from: string;
  readonly to: string;
  readonly lunchAt?: string;
  readonly services?: readonly string[];
}

/** Shares of visitors. */
export interface Habits {
  readonly phone: number;
  readonly priority: number;
  readonly further: number;
  readonly neverComes: number;
  readonly comesLate: number;
  readonly leaves: number;
  readonly parked: number;
  readonly transferred: number;
  readonly returnsLater: number;
}

/** How a day goes in one office, before chance decides about each visitor. */
export interface Profile {
  readonly office: string;
  /** Local times; absent round the clock. */
  readonly hours?: { readonly from: string; readonly to: string };
  /** Visitors an hour, by local hour; an hour that is absent has none. */
  readonly curve: Readonly<Record<number, number>>;
  /** Who stands before the doors when they open. */
  readonly atDoors: number;
  readonly services: Readonly<Record<string, Work>>;
  readonly priorities: Readonly<Record<string, number>>;
  readonly shifts: readonly Shift[];
  /** `operator-turksib` holds counter 3 as `operator-turksib-3`. */
  readonly operators: string;
  /** When a prosecutor is there: local times. */
  readonly prosecutor?: readonly { readonly from: string; readonly to: string }[];
  readonly habits: Habits;
}

export const outcomes: Readonly<Record<FinishOutcome, number>> = {
  served: 90,
  'partially-served': 4,
  'refused-with-reason': 4,
  'redirected-office': 2,
};
export const languages = { kk: 50, ru: 45, en: 5 } as const;
export const channels = { kiosk: 80, desk: 10, web: 10 } as const;
export const pauseReasons = { break: 5, training: 1, 'technical fault': 1 } as const;
