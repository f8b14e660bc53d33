import { Refusal, type RefusalCode } from '@kezek/contracts';

/** A row of a table of states: everything that may happen, and nothing else. */
export interface Transition<State extends string, Who extends string> {
  readonly from: readonly State[];
  /** Absent where more than the action decides it. */
  readonly to?: State;
  readonly by: readonly Who[];
  /** Not a call of the contract, so that no view offers it. */
  readonly inner?: true;
  /** Asked for again where it has been done, it gives the same answer and does nothing. */
  readonly repeatable?: true;
}

type Table<State extends string, Who extends string> = Readonly<Record<string, Transition<State, Who>>>;

/** What somebody can ask in a state. */
export const offeredIn = <S extends string, W extends string, T extends Table<S, W>>(
  table: T,
  state: S,
  who: W,
): (keyof T & string)[] =>
  Object.entries(table)
    .filter(([, { inner, from, by }]) => !inner && from.includes(state) && by.includes(who))
    .map(([action]) => action);

/** What is asked, by whom, of something in which state. */
export interface Asked<S extends string, W extends string, A extends string> {
  readonly state: S;
  readonly action: A;
  readonly by: W;
}

/**
 * Whether it may happen: `done` where it has happened already.
 * @returns a refusal with the state and what can be asked in it, where it may not
 */
export function admit<S extends string, W extends string, T extends Table<S, W>>(
  table: T,
  { state, action, by }: Asked<S, W, keyof T & string>,
  code: RefusalCode,
): 'go' | 'done' | Refusal {
  const { from, to, by: whom, repeatable } = table[action] as Transition<S, W>;
  if (whom.includes(by) && from.includes(state)) return 'go';
  if (whom.includes(by) && repeatable === true && state === to) return 'done';
  return new Refusal(code, { state, actions: offeredIn(table, state, by) });
}
