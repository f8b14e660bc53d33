/** What an operator can say of a finished service. */
export type FinishOutcome = 'served' | 'partially-served' | 'refused-with-reason' | 'redirected-office';

/** What makes a first time at the counter end otherwise than with a finish. */
export type Twist =
  | { readonly kind: 'park'; readonly afterMinutes: number; readonly awayMinutes: number }
  | { readonly kind: 'transfer'; readonly afterMinutes: number; readonly service: string }
  /** Sent away until a local date, and returns on it after so long; who is to return on another day calls it off then. */
  | {
      readonly kind: 'return-later';
      readonly afterMinutes: number;
      readonly on: string;
      readonly returns: boolean;
      readonly awayMinutes: number;
    };

/** One person, with everything that chance has decided about the visit. */
export interface Visitor {
  readonly name: string;
  readonly service: string;
  /** Other services of the same visit. */
  readonly furtherServices: readonly string[];
  readonly channel: 'kiosk' | 'desk' | 'web';
  readonly language: 'kk' | 'ru' | 'en';
  readonly phone?: string;
  readonly priority?: string;
  /** From the call to the counter. */
  readonly walkSeconds: number;
  /** The work at the counter, by service. */
  readonly workMinutes: Readonly<Record<string, number>>;
  /** `never`: does not come when called; `late`: misses the first call and asks to be let in again afterwards. */
  readonly coming: 'comes' | 'never' | { readonly lateMinutes: number };
  /** Who gives up on somebody that doesn't come: the operator by hand, or the system when time is up. */
  readonly givenUpBy: 'operator' | 'system';
  /** Leaves when nobody has called by then. */
  readonly patienceMinutes?: number;
  readonly twist?: Twist;
  readonly outcome: FinishOutcome;
}

interface At {
  readonly at: Date;
  readonly office: string;
}

export interface Arrival extends At {
  readonly kind: 'arrive';
  readonly visitor: Visitor;
}

/** `open`: from a shift's beginning; `pause` and `back`: a break; `close`: the shift's end. */
export interface CounterStep extends At {
  readonly kind: 'open' | 'pause' | 'back' | 'close';
  readonly counter: string;
  /** Id of the client that holds the counter. */
  readonly operator: string;
  /** All when absent. */
  readonly services?: readonly string[];
  readonly reason?: string;
}

export interface PresenceStep extends At {
  readonly kind: 'prosecutor';
  readonly present: boolean;
}

/** The end of an office's day; an office round the clock has none, its operators work until nobody is left. */
export interface DayEnd extends At {
  readonly kind: 'end-day';
}

export type Step = Arrival | CounterStep | PresenceStep | DayEnd;

/** What is to happen in the offices, in the order of time. */
export type Plan = readonly Step[];
