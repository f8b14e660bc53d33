import type { TicketState } from '@kezek/contracts';
import type { PeriodRow } from '../tickets/period.row';

/** What is looked at of a period. */
export const countedFields = [
  'ticket',
  'version',
  'step',
  'service',
  'state',
  'fromAt',
  'actor',
  'action',
  'counter',
  'outcome',
  'basisAt',
  'targetAt',
] as const satisfies readonly (keyof PeriodRow)[];

/** What a ticket became, when, and by whom. */
export interface Counted extends Pick<PeriodRow, (typeof countedFields)[number]> {
  readonly reasoned: boolean;
}

/** What is counted; of those judged by their target, `within` were called by it. */
export const counts = [
  'issued',
  'synced',
  'syncedUnproven',
  'steps',
  'served',
  'noShow',
  'left',
  'cancelled',
  'transferred',
  'expired',
  'closedUnserved',
  'returnLater',
  'open',
  'endedBySystem',
  'notArrived',
  'parked',
  'returned',
  'reopened',
  'recalls',
  'overrides',
  'judged',
  'within',
] as const;
export type Count = (typeof counts)[number];

/** What is measured: to the first call, to the beginning of the service, and the service. */
export const spans = ['wait', 'waitToServing', 'service'] as const;
export type Span = (typeof spans)[number];

interface Place {
  readonly counter: string | null;
  readonly operator: string | null;
}

/** One thing that counts, and to whom it belongs. */
export interface Fact extends Place {
  readonly what: Count | Span;
  readonly service: string;
  /** When the wait of the step began: its hour. */
  readonly began: Date;
  /** Of what is measured. */
  readonly seconds?: number;
}

type Rows = readonly Counted[];

const ends: Partial<Record<TicketState, Count>> = {
  served: 'served',
  'no-show': 'noShow',
  left: 'left',
  cancelled: 'cancelled',
  transferred: 'transferred',
  expired: 'expired',
  'closed-unserved': 'closedUnserved',
};
const nobody: Place = { counter: null, operator: null };

/**
 * All facts of one business day's rows, which must be in the order of ticket and version. Who came back on another day
 * has rows on both: each day tells its own part.
 */
export function factsOf(rows: Rows): Fact[] {
  const facts: Fact[] = [];
  for (let from = 0, to = 1; from < rows.length; to += 1) {
    if (sameStep(rows[from], rows[to])) continue;
    facts.push(...factsOfStep(rows.slice(from, to)));
    from = to;
  }
  return facts;
}

const sameStep = (a: Counted | undefined, b: Counted | undefined): boolean =>
  a !== undefined && b !== undefined && a.ticket === b.ticket && a.step === b.step;

const present = ({ state }: Counted): boolean =>
  state !== 'booked' && state !== 'return-later' && ends[state] === undefined;

type FactAt = (what: Count | Span, index: number, seconds?: number) => Fact;

function factsOfStep(rows: Rows): Fact[] {
  const first = rows.find(present);
  const last = rows.at(-1);
  if (last === undefined) return [];
  const places = placesOf(rows);
  const fact: FactAt = (what, index, seconds) => ({
    what,
    service: last.service,
    began: (first ?? last).fromAt,
    ...(places[index] ?? nobody),
    ...(seconds !== undefined && { seconds }),
  });
  // An appointment for which nobody came was never a step.
  if (first === undefined) return ends[last.state] === undefined ? [] : [fact('notArrived', -1)];
  // Of who was sent home the day of the number tells the beginning; this one begins with the return.
  const backAgain = first === rows[0] && first.action === 'resume';
  return [
    ...(first.step === 1 && !backAgain ? [fact('issued', -1)] : []),
    // What a kiosk issued while nobody could see it is the kiosk's.
    ...syncsIn(first).map((what) => ({ ...fact(what, -1), operator: first.actor })),
    fact('steps', -1),
    ...rows.flatMap((row, index) => happened(row, rows[index - 1]).map((what) => fact(what, index))),
    ...endOf(last).map((what) => fact(what, rows.length - 1)),
    ...judgement(rows, first, fact),
    ...measures(rows, fact),
  ];
}

/** Who had the ticket when the row was written; of an end, who had it until then. */
function placesOf(rows: Rows): Place[] {
  let place = nobody;
  return rows.map(({ state, counter, actor }) => {
    const before = place;
    const atCounter = state === 'called' || state === 'serving';
    // What the system repeats or ends is still the operator's who called.
    place = atCounter ? { counter, operator: actor === 'system' ? before.operator : actor } : nobody;
    return atCounter ? place : before;
  });
}

/** A reason says why the time of the kiosk doesn't count. */
const syncsIn = ({ action, reasoned }: Counted): Count[] => {
  if (action !== 'sync') return [];
  return reasoned ? ['synced', 'syncedUnproven'] : ['synced'];
};

const acts: Partial<Record<string, Count>> = { reopen: 'reopened', recall: 'recalls' };

function happened({ state, action, reasoned }: Counted, before: Counted | undefined): Count[] {
  const counted = action === 'call' && reasoned ? 'overrides' : acts[action];
  return [
    ...(state === 'parked' && before?.state !== 'parked' ? (['parked'] as const) : []),
    ...(action === 'resume' && before?.state !== 'parked' ? (['returned'] as const) : []),
    ...(counted ? [counted] : []),
  ];
}

const bySystem = ({ outcome }: Counted): boolean =>
  outcome === 'ended-by-timeout' || outcome === 'ended-by-logout';

const endOf = (last: Counted): Count[] => [
  ends[last.state] ?? (last.state === 'return-later' ? 'returnLater' : 'open'),
  ...(bySystem(last) ? (['endedBySystem'] as const) : []),
];

/** Called by the target or not; who was never called is judged when the wait ended too late for that. */
function judgement(rows: Rows, first: Counted, fact: FactAt): Fact[] {
  const index = rows.findIndex(({ state }) => state === 'called');
  const called = rows[index];
  if (called !== undefined)
    return [
      fact('judged', index),
      ...(called.fromAt.getTime() <= promise(rows.slice(0, index + 1), called, first)
        ? [fact('within', index)]
        : []),
    ];
  const end = rows.findLastIndex(({ state }) => state === 'waiting') + 1;
  const gone = rows[end];
  const late = gone !== undefined && gone.fromAt.getTime() > promise(rows.slice(0, end + 1), gone, first);
  return late ? [fact('judged', -1)] : [];
}

/** Until when the call is in time: basis + target, as much later as the wait began, or was broken off to come back. */
function promise(rows: Rows, { basisAt, targetAt }: Counted, first: Counted): number {
  const began = Math.max(first.fromAt.getTime(), basisAt.getTime());
  return targetAt.getTime() + (began - basisAt.getTime()) + millisecondsIn(rows, ['return-later'], began);
}

/** Waiting is what was spent in waiting (and called), from the basis on; parked and away is neither. */
function measures(rows: Rows, fact: FactAt): Fact[] {
  const called = rows.findIndex(({ state }) => state === 'called');
  const serving = rows.findIndex(({ state }) => state === 'serving');
  const end = rows.length - 1;
  const basis = rows[called]?.basisAt.getTime();
  const until = (index: number, states: readonly TicketState[]) =>
    spent(rows.slice(0, index + 1), states, basis);
  return [
    ...(called < 0 ? [] : [fact('wait', called, until(called, ['waiting']))]),
    ...(serving < 0 ? [] : [fact('waitToServing', serving, until(serving, ['waiting', 'called']))]),
    ...(reliablyServed(rows[end]) ? [fact('service', end, spent(rows, ['serving']))] : []),
  ];
}

const reliablyServed = (last: Counted | undefined): boolean => last?.state === 'served' && !bySystem(last);

/** Whole seconds in the states, from `since` to the last row. */
const spent = (rows: Rows, states: readonly TicketState[], since = 0): number =>
  Math.round(millisecondsIn(rows, states, since) / 1000);

const millisecondsIn = (rows: Rows, states: readonly TicketState[], since: number): number =>
  rows.reduce((sum, { state, fromAt }, index) => {
    const next = rows[index + 1];
    if (next === undefined || !states.includes(state)) return sum;
    return sum + Math.max(0, next.fromAt.getTime() - Math.max(fromAt.getTime(), since));
  }, 0);
