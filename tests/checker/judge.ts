import type { EventFact, History, PeriodFact, TicketFact } from './history';

const follows: Readonly<Record<string, readonly string[]>> = {
  booked: ['waiting', 'cancelled', 'left', 'expired'],
  waiting: ['called', 'cancelled', 'left', 'closed-unserved', 'transferred'],
  called: ['serving', 'waiting', 'no-show', 'cancelled', 'left', 'parked'],
  serving: ['served', 'parked', 'waiting'],
  parked: ['waiting', 'cancelled', 'left', 'closed-unserved'],
  'no-show': ['waiting'],
};
const ends = ['served', 'no-show', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'];
const atCounter = ['called', 'serving'];

/** Everything in a history that must not be: empty when all is well. Knows nothing of how the service is built. */
export function judge(history: History): string[] {
  return [
    ...numbersWithoutGaps(history),
    ...periodsOfTickets(history),
    ...periodsOfCounters(history),
    ...eventsOfTickets(history),
    ...boardIsTheFold(history),
  ];
}

/** Two tickets of a day never share a number, and no number is missing. */
function numbersWithoutGaps({ tickets }: History): string[] {
  const series = groupBy(
    tickets,
    ({ businessDay, number }) => `${businessDay} ${number.replace(/\d+$/, '')}`,
  );
  return [...series].flatMap(([name, some]) => {
    const numbers = some.map(({ number }) => Number(/\d+$/.exec(number)?.[0])).sort((a, b) => a - b);
    const wrong = numbers.findIndex((number, index) => number !== index + 1);
    return wrong < 0
      ? []
      : [`series ${name}: ${String(numbers[wrong])} stands where ${String(wrong + 1)} should`];
  });
}

function periodsOfTickets({ tickets, periods }: History): string[] {
  const byTicket = groupBy(periods, ({ ticket }) => ticket);
  return tickets.flatMap((ticket) => {
    const own = byTicket.get(ticket.id) ?? [];
    return [...pairs(own).flatMap((pair) => stepFaults(ticket.number, pair)), ...endFaults(ticket, own)];
  });
}

function endFaults({ number, state, outcome }: TicketFact, own: readonly PeriodFact[]): string[] {
  const [first, last] = [own[0]?.state, own.at(-1)?.state];
  const faults: string[] = [];
  if (first !== 'waiting' && first !== 'booked') faults.push(`${number} did not begin by waiting`);
  if (last !== state) faults.push(`${number} is ${state}, its last period ${last ?? 'missing'}`);
  if (ends.includes(state) !== (outcome !== null))
    faults.push(`${number} is ${state} with outcome ${String(outcome)}`);
  return faults;
}

function stepFaults(number: string, [before, after]: [PeriodFact, PeriodFact]): string[] {
  const faults: string[] = [];
  if (!(follows[before.state] ?? []).includes(after.state))
    faults.push(`${number} went from ${before.state} to ${after.state}`);
  if (after.from < before.from) faults.push(`${number}: ${after.state} began before ${before.state}`);
  if (after.version <= before.version)
    faults.push(`${number}: version ${String(after.version)} after ${String(before.version)}`);
  return faults;
}

interface Stay {
  readonly ticket: string;
  readonly from: number;
  readonly to: number;
}

/** A counter never has two visitors at once. */
function periodsOfCounters({ periods }: History): string[] {
  const stays = new Map<string, Stay[]>();
  for (const own of groupBy(periods, ({ ticket }) => ticket).values())
    for (const { counter, stay } of staysOf(own)) stays.set(counter, [...(stays.get(counter) ?? []), stay]);
  return [...stays].flatMap(([counter, some]) =>
    pairs(some.sort((a, b) => a.from - b.from || a.to - b.to))
      .filter(([before, after]) => after.from < before.to)
      .map(([before, after]) => `counter ${counter} had ${before.ticket} and ${after.ticket} at once`),
  );
}

function staysOf(periods: readonly PeriodFact[]): { counter: string; stay: Stay }[] {
  return periods.flatMap(({ ticket, state, from, counter }, index) =>
    atCounter.includes(state) && counter !== null
      ? [{ counter, stay: { ticket, from, to: periods[index + 1]?.from ?? Infinity } }]
      : [],
  );
}

/** Each ticket's events come in order, each version once (but for repetitions of the same id), and tell its end. */
function eventsOfTickets({ tickets, events }: History): string[] {
  const byTicket = groupBy(events, ({ ticket }) => ticket);
  return tickets.flatMap(({ id, number, state, version }) => {
    const own = firstOfEach(byTicket.get(id) ?? []);
    const sequences = own.map(({ sequence }) => sequence);
    const faults: string[] = [];
    if (pairs(sequences).some(([before, after]) => after <= before))
      faults.push(`${number}: events out of order: ${sequences.join()}`);
    if (new Set(sequences).size !== version)
      faults.push(`${number}: ${String(version)} versions, events of ${sequences.join() || 'none'}`);
    const last = own.at(-1)?.data.state;
    if (last !== state) faults.push(`${number} is ${state}, its last event says ${last ?? 'nothing'}`);
    return faults;
  });
}

/** The first delivery of each id. */
function firstOfEach(events: readonly EventFact[]): EventFact[] {
  return [...new Map([...events].reverse().map((event) => [event.id, event])).values()].reverse();
}

/** Who folds the events of the topic sees what hangs on the wall. */
function boardIsTheFold({ events, board }: History): string[] {
  const newest = new Map<string, EventFact>();
  for (const event of events)
    if (event.sequence >= (newest.get(event.ticket)?.sequence ?? 0)) newest.set(event.ticket, event);
  const folded = [...newest.values()]
    .filter(({ data }) => atCounter.includes(data.state))
    .map(({ data }) => `${data.number} ${data.state} at ${data.counter ?? '?'}`);
  const shown = board.calls.map(({ number, state, counter }) => `${number} ${state} at ${counter}`);
  const [a, b] = [folded.sort().join(), shown.sort().join()];
  return a === b ? [] : [`the events fold to [${a}], the board shows [${b}]`];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.slice(1).map((item, index) => [items[index] as T, item]);
}
