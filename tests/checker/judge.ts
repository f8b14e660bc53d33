import { groupBy, pairs } from './groups';
import type { EventFact, History, PeriodFact, TicketFact } from './history';
import { numbersOfTwo, numbersWithoutGaps } from './numbers';
import { callsOutOfOrder } from './order';
import { wrongStatistics } from './statistics';
import { wrongSyncs } from './synced';

const follows: Readonly<Record<string, readonly string[]>> = {
  booked: ['waiting', 'cancelled', 'left', 'expired', 'closed-unserved', 'return-later'],
  waiting: ['called', 'cancelled', 'left', 'closed-unserved', 'return-later'],
  called: ['serving', 'waiting', 'no-show', 'cancelled', 'left', 'parked', 'transferred', 'return-later'],
  serving: ['served', 'parked', 'transferred', 'return-later'],
  parked: ['waiting', 'cancelled', 'left', 'closed-unserved', 'return-later'],
  'return-later': ['waiting', 'cancelled', 'left', 'expired', 'closed-unserved'],
  'no-show': ['waiting'],
};
/** Another step of the visit. */
const followsAsNext: Readonly<Record<string, readonly string[]>> = {
  served: ['waiting'],
  transferred: ['waiting'],
};
const ends = ['served', 'no-show', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'];
const atCounter = ['called', 'serving'];

/** Everything in a history that must not be: empty when all is well. Knows nothing of how the service is built. */
export function judge(history: History): string[] {
  return [
    ...numbersWithoutGaps(history),
    ...numbersOfTwo(history),
    ...periodsOfTickets(history),
    ...periodsOfCounters(history),
    ...eventsOfTickets(history),
    ...boardIsTheFold(history),
    ...callsOutOfOrder(history),
    ...wrongSyncs(history),
    ...wrongStatistics(history),
  ];
}

function periodsOfTickets({ tickets, periods }: History): string[] {
  const byTicket = groupBy(periods, ({ ticket }) => ticket);
  return tickets.flatMap((ticket) => {
    const own = byTicket.get(ticket.id) ?? [];
    return [...pairs(own).flatMap((pair) => stepFaults(ticket.number, pair)), ...endFaults(ticket, own)];
  });
}

function endFaults(ticket: TicketFact, own: readonly PeriodFact[]): string[] {
  const { number, state, outcome, version } = ticket;
  const [first, last] = [own[0]?.state, own.at(-1)?.state];
  const faults: string[] = [];
  if (own.length !== version)
    faults.push(`${number} has ${String(version)} versions and ${String(own.length)} periods`);
  faults.push(
    ...own
      .filter(endsOddly)
      .map((period) => `${number} was ${period.state} with outcome ${String(period.outcome)}`),
  );
  if (first !== 'waiting' && first !== 'booked') faults.push(`${number} did not begin by waiting`);
  if (last !== state) faults.push(`${number} is ${state}, its last period ${last ?? 'missing'}`);
  if (ends.includes(state) !== (outcome !== null))
    faults.push(`${number} is ${state} with outcome ${String(outcome)}`);
  return faults;
}

const endsOddly = ({ state, outcome }: PeriodFact): boolean => ends.includes(state) !== (outcome !== null);

function stepFaults(number: string, [before, after]: [PeriodFact, PeriodFact]): string[] {
  const faults: string[] = [];
  const allowed = after.step === before.step ? follows : followsAsNext;
  const same = after.step === before.step && after.state === before.state && !ends.includes(after.state);
  if (!same && !(allowed[before.state] ?? []).includes(after.state))
    faults.push(`${number} went from ${before.state} to ${after.state}`);
  if (after.from < before.from) faults.push(`${number}: ${after.state} began before ${before.state}`);
  if (after.version !== before.version + 1)
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
    .map(({ ticket, data }) => `${ticket} ${data.number} ${data.state} at ${data.counter ?? '?'}`);
  const shown = board.calls.map(
    ({ ticket, number, state, counter }) => `${ticket} ${number} ${state} at ${counter}`,
  );
  const [a, b] = [folded.sort().join(), shown.sort().join()];
  return a === b ? [] : [`the events fold to [${a}], the board shows [${b}]`];
}
