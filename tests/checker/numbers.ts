import { groupBy, pairs } from './groups';
import type { EventFact, History } from './history';

const ends = ['served', 'no-show', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'];

/** A stretch of time in which somebody was in the office under a number. */
interface Holding {
  readonly ticket: string;
  readonly number: string;
  readonly from: number;
  readonly to: number;
}

/** Somebody's number of a day, and when it was given. */
interface Given {
  readonly serial: number;
  readonly at: number;
}

/** Nobody shares a number with somebody who is there at the same time, or who came on the same day. */
export function numbersOfTwo(history: History): string[] {
  const { toleranceMs } = history;
  return [...groupBy(holdingsOf(history, 0), ({ number }) => number)].flatMap(([number, some]) =>
    pairs(some.sort((a, b) => a.from - b.from || a.to - b.to))
      .filter(([before, after]) => before.ticket !== after.ticket && after.from + toleranceMs < before.to)
      .map(([before, after]) => `${number} was the number of ${before.ticket} and ${after.ticket} at once`),
  );
}

/**
 * No number of a series is missing but those that somebody had when they would have been given, and those that were
 * lent: of the series itself, or of a day before it; whoever comes back on another day has had two.
 */
export function numbersWithoutGaps(history: History): string[] {
  const keptMs = history.office.rules.returnWithinMinutes * 60_000;
  const holdings = groupBy(holdingsOf(history, keptMs), ({ number }) => number);
  return [...seriesOf(history)].flatMap(([name, given]) => {
    const [day = '', prefix = ''] = name.split(' ');
    const lent = history.lent.filter((one) => one.prefix === prefix && one.businessDay <= day);
    const start: Given = { serial: 0, at: 0 };
    const wrong = pairs([start, ...given]).find(
      ([before, after]) =>
        after.serial === before.serial ||
        between(before, after).some((serial) => {
          const some = holdings.get(`${prefix}${String(serial).padStart(3, '0')}`) ?? [];
          return (
            !some.some((held) => wasHeld(held, after.at, history.toleranceMs)) &&
            !lent.some(({ first, last }) => first <= serial && serial <= last)
          );
        }),
    );
    if (wrong === undefined) return [];
    return [`series ${name}: ${String(wrong[1].serial)} stands where ${String(wrong[0].serial + 1)} should`];
  });
}

const between = (before: Given, after: Given): number[] =>
  Array.from({ length: after.serial - before.serial - 1 }, (_, index) => before.serial + 1 + index);

/** Who draws the next number passes it over: somebody must have had it then. */
const wasHeld = ({ from, to }: Holding, drawnAt: number, toleranceMs: number): boolean =>
  from <= drawnAt + toleranceMs && to >= drawnAt - toleranceMs;

/** By day and prefix, each ticket once, in the order of the numbers. */
function seriesOf({ events }: History): Map<string, Given[]> {
  const given = new Map<string, EventFact>();
  for (const event of events) {
    const key = `${event.data.businessDay} ${event.data.number} ${event.ticket}`;
    if (!given.has(key)) given.set(key, event);
  }
  const series = groupBy(
    [...given.values()],
    ({ data }) => `${data.businessDay} ${data.number.replace(/\d+$/, '')}`,
  );
  return new Map(
    [...series].map(([name, some]) => [
      name,
      some
        .map(({ data, at }): Given => ({ serial: Number(/\d+$/.exec(data.number)?.[0]), at }))
        .sort((a, b) => a.serial - b.serial),
    ]),
  );
}

/** @param keptMs for how long who did not come keeps the number */
function holdingsOf({ events }: History, keptMs: number): Holding[] {
  return [...groupBy(events, ({ ticket }) => ticket)].flatMap(([ticket, some]) => {
    const own = [...new Map(some.map((event) => [event.sequence, event])).values()].sort(
      (a, b) => a.sequence - b.sequence,
    );
    return own.flatMap(({ data, at }, index): Holding[] => {
      const { number, state } = data;
      const next = own[index + 1]?.at ?? Infinity;
      if (state === 'no-show') return [{ ticket, number, from: at, to: Math.min(next, at + keptMs) }];
      return state === 'booked' || ends.includes(state) ? [] : [{ ticket, number, from: at, to: next }];
    });
  });
}
