import { groupBy } from './groups';
import type { History, OvertakingFact, PeriodFact, SessionFact, TicketFact } from './history';

/** One stretch of waiting of one ticket, and the call that ended it, if one did. */
interface Wait {
  readonly ticket: string;
  readonly number: string;
  readonly service: string;
  readonly from: number;
  readonly to: number;
  readonly basis: number;
  /** Since when the ticket could be taken into account: that of a device without a line since it told of it. */
  readonly stands: number;
  readonly due: number;
  readonly order: number;
  readonly channel: string;
  readonly emergency: boolean;
  /** Its place was given anew: the rule alone doesn't tell it. */
  readonly reopened: boolean;
  readonly onlyAt: string | null;
  readonly call: PeriodFact | undefined;
}

type Called = Wait & { readonly call: PeriodFact };

/**
 * The published order: an emergency; then who was overtaken as often as the office allows, as they were here; then the
 * earliest deadline, and who comes for an appointment before its time last. Whoever was called otherwise was called
 * for a reason that is written down, and so is everybody who was here before and was passed.
 */
export function callsOutOfOrder(history: History): string[] {
  const waits = waitsOf(history);
  const calls = waits.filter((wait): wait is Called => wait.call !== undefined);
  return [
    ...calls
      .filter(({ call, reopened }) => call.reason === null && !reopened)
      .flatMap((called) => passedOver(called, waits, history)),
    ...calls.flatMap((called) => untoldOvertakings(called, waits, history)),
    ...unjustOvertakings(history, waits),
  ];
}

/** Who waited for certain when somebody was called, and could have been called instead. */
function waitingBeside(called: Called, waits: readonly Wait[], history: History): Wait[] {
  const { toleranceMs } = history;
  const at = called.call.from;
  return waits.filter(
    (wait) =>
      wait.ticket !== called.ticket &&
      !wait.reopened &&
      Math.max(wait.from, wait.stands) <= at - toleranceMs &&
      wait.to > at + toleranceMs &&
      couldCall(wait, called.call, history),
  );
}

/** Who was here before, and was not told that somebody was called before him. */
function untoldOvertakings(called: Called, waits: readonly Wait[], history: History): string[] {
  const at = called.call.from;
  const told = new Set(
    history.overtakings
      .filter((one) => one.by === called.ticket && one.at === at)
      .map(({ ticket }) => ticket),
  );
  return waitingBeside(called, waits, history)
    .filter((other) => stoodBefore(other, called) && !told.has(other.ticket))
    .map((other) => `${other.number} was overtaken by ${called.number}, and nobody told`);
}

const stoodBefore = (a: Wait, b: Wait): boolean =>
  a.stands < b.stands || (a.stands === b.stands && a.order < b.order);

function passedOver(called: Called, waits: readonly Wait[], history: History): string[] {
  const at = called.call.from;
  const { toleranceMs, office } = history;
  const others = waitingBeside(called, waits, history);
  const overtaken = new Map<string, number>();
  for (const one of history.overtakings)
    if (one.at <= at - toleranceMs) overtaken.set(one.ticket, (overtaken.get(one.ticket) ?? 0) + 1);
  const rankOf = ranks(at, office.rules.overtakenAtMost, overtaken);
  return others
    .filter((other) => before(other, called, rankOf, toleranceMs))
    .map(
      (other) =>
        `${called.number} was called at ${new Date(at).toISOString()} to ${called.call.counter ?? '?'} before ${other.number}`,
    );
}

/** The smaller is called first. */
type Rank = readonly [tier: number, time: number, order: number];
type RankOf = (wait: Wait) => Rank;

const ranks =
  (at: number, overtakenAtMost: number, overtaken: ReadonlyMap<string, number>): RankOf =>
  ({ emergency, basis, stands, due, order, ticket }) => {
    if (emergency) return [1, due, order];
    if (basis > at) return [4, due, order];
    return (overtaken.get(ticket) ?? 0) >= overtakenAtMost ? [2, stands, order] : [3, due, order];
  };

function before(other: Wait, called: Called, rankOf: RankOf, toleranceMs: number): boolean {
  // Who was about to come when the call was made may have been taken for one who had not.
  if (Math.abs(other.basis - called.call.from) <= toleranceMs) return false;
  const [theirs, own] = [rankOf(other), rankOf(called)];
  if (theirs[0] === 4 && other.channel === 'web') return false;
  const differs = theirs.findIndex((part, index) => part !== own[index]);
  return differs >= 0 && (theirs[differs] ?? 0) < (own[differs] ?? 0);
}

function couldCall(wait: Wait, { counter, from: at }: PeriodFact, history: History): boolean {
  if (wait.onlyAt !== null && wait.onlyAt !== counter) return false;
  const service = history.office.services.find(({ code }) => code === wait.service);
  if (service === undefined) return false;
  if (service.resources?.includes('prosecutor') && !presentAround(history, at)) return false;
  return sessionsAround(history, counter, at).every(
    ({ services, skills }) =>
      (services === null || services.includes(wait.service)) &&
      (service.skills ?? []).every((skill) => skills.includes(skill)),
  );
}

/** Present, and nobody came or went at that moment. */
function presentAround({ presence, toleranceMs }: History, at: number): boolean {
  const known = presence.filter((fact) => fact.at <= at + toleranceMs);
  const now = known.filter((fact) => fact.at <= at - toleranceMs).at(-1);
  return (
    now?.present === true &&
    known.filter((fact) => fact.at > at - toleranceMs).every(({ present }) => present)
  );
}

/** The session at that moment, and those that began just before or after. */
function sessionsAround(
  { sessions, toleranceMs }: History,
  counter: string | null,
  at: number,
): SessionFact[] {
  const own = sessions.filter((session) => session.counter === counter && session.at <= at + toleranceMs);
  const settled = own.filter((session) => session.at <= at - toleranceMs).at(-1);
  return own.filter((session) => session === settled || session.at > at - toleranceMs);
}

/** Whom the service says to have been overtaken: had come before, waited then, and no more often than is allowed. */
function unjustOvertakings(history: History, waits: readonly Wait[]): string[] {
  const byTicket = groupBy(waits, ({ ticket }) => ticket);
  return [...groupBy(history.overtakings, ({ ticket }) => ticket)].flatMap(([ticket, some]) => {
    const own = byTicket.get(ticket) ?? [];
    const name = own[0]?.number ?? ticket;
    const inOrder = [...some].sort((a, b) => a.at - b.at);
    // Who comes back after a no-show has lost the place that the bound protects.
    const since = Math.min(...own.filter(({ reopened }) => reopened).map(({ from }) => from));
    const tooOften = inOrder.flatMap(({ reason, at }, times) =>
      ruled.test(reason) && at < since && times >= history.office.rules.overtakenAtMost
        ? [`${name} was overtaken ${String(times + 1)} times`]
        : [],
    );
    return [
      ...tooOften,
      ...inOrder.flatMap((one) =>
        overtakingFaults(one, own, byTicket.get(one.by) ?? [], history.toleranceMs).map(
          (fault) => `${name} ${fault}`,
        ),
      ),
    ];
  });
}

function overtakingFaults(
  { at, reason }: OvertakingFact,
  own: readonly Wait[],
  others: readonly Wait[],
  toleranceMs: number,
): string[] {
  const waited = own.find(({ from, to }) => from - toleranceMs <= at && at <= to + toleranceMs);
  const other = others.find(({ call }) => call?.from === at);
  if (waited === undefined) return ['was overtaken while it did not wait'];
  if (other === undefined) return ['was overtaken by a call that was not made'];
  if (other.stands < waited.stands) return [`came after ${other.number}, which overtook it`];
  const cameFirst = other.basis < waited.basis;
  return reason === 'synced' && !cameFirst ? [`came before ${other.number}, which was synced`] : [];
}

const ruled = /^(priority:|earlier-deadline|overtaken-too-often|synced)/;

function waitsOf({ tickets, periods, office }: History): Wait[] {
  const known = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  return [...groupBy(periods, ({ ticket }) => ticket)].flatMap(([id, own]) => {
    const ticket = known.get(id);
    if (ticket === undefined) return [];
    // What is told while it waits is the same wait.
    return own.flatMap((period, index) =>
      period.state !== 'waiting' || own[index - 1]?.state === 'waiting'
        ? []
        : [waitOf(ticket, own, index, office)],
    );
  });
}

function waitOf(
  ticket: TicketFact,
  own: readonly PeriodFact[],
  index: number,
  { priorities }: History['office'],
): Wait {
  const period = own[index] as PeriodFact;
  const end = own.slice(index + 1).find(({ state }) => state !== 'waiting');
  const priority = priorities.find(({ code }) => code === ticket.priority);
  return {
    ticket: ticket.id,
    number: ticket.number,
    service: period.service,
    order: ticket.issueOrder,
    from: period.from,
    to: end?.from ?? Infinity,
    channel: ticket.channel,
    basis: period.basis,
    stands: Math.max(period.basis, ticket.syncedAt ?? period.basis),
    due: period.target - (priority?.minutes ?? 0) * 60_000,
    emergency: priority?.emergency === true,
    onlyAt: period.counter,
    reopened: own.slice(0, index + 1).some(({ action }) => action === 'reopen'),
    call: end?.state === 'called' ? end : undefined,
  };
}
