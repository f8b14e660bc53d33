import { groupBy } from './groups';
import type { History, PeriodFact, SilenceFact, TicketFact } from './history';

const minute = 60_000;
/** How far clocks may differ, and how soon after a silence its tickets must be told. */
const skewMs = minute;
const toldWithinMs = 10 * minute;

interface Synced {
  readonly ticket: TicketFact;
  readonly syncedAt: number;
  readonly issue: PeriodFact;
  readonly silence: SilenceFact | undefined;
}

/**
 * What devices without a line gave out: it is marked as such, waits from a time at which the device was not heard or from
 * when it told, and is no more within a minute than a device may issue.
 */
export function wrongSyncs(history: History): string[] {
  const synced = syncedIn(history);
  return [
    ...unmarked(history),
    ...synced.flatMap((one) => timeFaults(one, history)),
    ...crowds(synced, history),
  ];
}

const firstOf = (periods: readonly PeriodFact[]): PeriodFact[] =>
  periods.filter(({ version }) => version === 1);

function syncedIn({ tickets, periods, silences }: History): Synced[] {
  const issues = new Map(firstOf(periods).map((period) => [period.ticket, period]));
  const silent = new Map(silences.map((silence) => [silence.ticket, silence]));
  return tickets.flatMap((ticket) => {
    const issue = issues.get(ticket.id);
    const { syncedAt } = ticket;
    return syncedAt === null || issue === undefined
      ? []
      : [{ ticket, syncedAt, issue, silence: silent.get(ticket.id) }];
  });
}

function unmarked({ tickets, periods }: History): string[] {
  const known = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  return firstOf(periods).flatMap(({ ticket, action }) => {
    const { number = ticket, syncedAt = null } = known.get(ticket) ?? {};
    return (action === 'sync') === (syncedAt !== null)
      ? []
      : [`${number} was synced, and is not marked as that`];
  });
}

function timeFaults({ ticket, syncedAt, issue, silence }: Synced, history: History): string[] {
  const { number, saidAt } = ticket;
  if (saidAt !== null)
    return issue.from === syncedAt ? [] : [`${number} waits from a time that was not proven`];
  const told = new Date(issue.from).toISOString();
  if (silence === undefined)
    return issue.from >= syncedAt - skewMs
      ? []
      : [`${number} waits from ${told}, and nothing bears that out`];
  const { since, until } = silence;
  const within = since - skewMs <= issue.from && issue.from <= until + skewMs;
  if (!within || syncedAt > until + toldWithinMs)
    return [`${number} waits from ${told}, and the silence of its device doesn't bear that out`];
  const heard = heardIn(silence, issue.actor, history);
  return heard === undefined ? [] : [`${number} was issued in a silence in which its device issued ${heard}`];
}

/** What the device issued with a line while it is said to have been silent. */
function heardIn({ since, until }: SilenceFact, device: string, history: History): string | undefined {
  const { toleranceMs } = history;
  return firstOf(history.periods).find(
    ({ actor, action, from }) =>
      actor === device && action === 'issue' && since + toleranceMs < from && from < until - toleranceMs,
  )?.ticket;
}

function crowds(synced: readonly Synced[], { periods, tickets, office }: History): string[] {
  const devices = new Set(synced.map(({ issue }) => issue.actor));
  const unproven = new Set(tickets.filter(({ saidAt }) => saidAt !== null).map(({ id }) => id));
  const issued = firstOf(periods).filter(
    ({ actor, ticket, state }) => devices.has(actor) && state !== 'booked' && !unproven.has(ticket),
  );
  return [...groupBy(issued, ({ actor }) => actor)].flatMap(([device, some]) => {
    const times = some.map(({ from }) => from).sort((a, b) => a - b);
    const most = office.rules.ticketsPerDeviceMinuteAtMost;
    const crowded = times.some((from, index) => (times[index + most] ?? Infinity) - from < minute);
    return crowded ? [`${device} issued more than ${String(most)} tickets within a minute`] : [];
  });
}
