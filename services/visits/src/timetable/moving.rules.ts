import type { MoveResult, PoolKind, SessionTemplate } from '@kezek/contracts';
import { addDays } from '@kezek/platform';
import { byBooking, fits, withParty, type Taken } from './capacity.rules';
import type { Coming } from './change.rules';
import { inWeekOf, sessionDates, type Calendar } from './recurrence.rules';

type Conflicts = NonNullable<MoveResult['left'][number]['conflicts']>;

export interface Move {
  readonly to: SessionTemplate;
  readonly calendar: Calendar;
  /** What others have of the target's pools, by day. */
  readonly taken: (date: string, pool: PoolKind) => Taken;
  /** Everything that is asked at a booking, for this visit on this day. */
  readonly check: (visit: string, date: string) => Conflicts;
}

/**
 * Where each visit would go: into the target's session of the same week, if there is one, with a place, and every rule
 * is met. Who booked first is placed first. The dry run shows this plan, and the move carries it out.
 */
export function planMoves(visits: readonly Coming[], move: Move): MoveResult {
  const placed = new Map<string, Taken>();
  const result: MoveResult = { moved: [], left: [] };
  for (const visit of [...visits].sort(byBooking)) {
    const outcome = placeOf(visit, move, placed);
    if ('to' in outcome) result.moved.push({ visit: visit.visit, from: visit.date, to: outcome.to });
    else result.left.push({ visit: visit.visit, from: visit.date, ...outcome });
  }
  return result;
}

type Outcome = { readonly to: string } | Omit<MoveResult['left'][number], 'visit' | 'from'>;

function placeOf(visit: Coming, { to, calendar, taken, check }: Move, placed: Map<string, Taken>): Outcome {
  const first = inWeekOf(visit.date, calendar.weekStartsOn, calendar.weekStartsOn);
  const [date] = sessionDates(to, calendar, { from: first, to: addDays(first, 6) });
  if (date === undefined) return { reason: 'no-session' };
  const pool = to.pools.find(({ kind }) => kind === visit.pool);
  const place = `${date} ${visit.pool}`;
  const sofar = placed.get(place) ?? taken(date, visit.pool);
  if (pool === undefined || !fits(pool, sofar, visit.persons)) return { reason: 'no-place' };
  const conflicts = check(visit.visit, date);
  if (conflicts.length > 0) return { reason: 'rules', conflicts };
  placed.set(place, withParty(sofar, visit.persons));
  return { to: date };
}
