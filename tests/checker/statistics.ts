import { groupBy } from './groups';
import type { EventFact, Figures, History } from './history';

/** The service's figures against those that anybody can work out from the events alone. */
export function wrongStatistics({ events, statistics }: History): string[] {
  const steps = stepsOf(events);
  return statistics.flatMap(({ day, total, services }) => {
    const own = steps.filter((step) => step.day === day);
    return [
      ...differences(day, total, figuresOf(own)),
      ...services.flatMap((figures) =>
        differences(
          `${day} ${figures.service}`,
          figures,
          figuresOf(own.filter(({ service }) => service === figures.service)),
        ),
      ),
    ];
  });
}

function differences(what: string, told: Figures, worked: Figures): string[] {
  return (Object.keys(worked) as (keyof Figures)[]).flatMap((key) => {
    const [said, right] = [picked(told[key], worked[key]), JSON.stringify(worked[key])];
    return said === right ? [] : [`statistics of ${what}: ${key} is ${said}, by the events ${right}`];
  });
}

/** Of what is told only what was worked out. */
const picked = (told: Figures[keyof Figures], worked: Figures[keyof Figures]): string => {
  const names = Object.keys(worked);
  return JSON.stringify(told, names.length === 0 ? undefined : names);
};

interface Moment {
  readonly at: number;
  readonly state: string;
  readonly type: string;
  readonly synced: boolean;
  readonly reason: string | undefined;
  readonly outcome: string | undefined;
  readonly basis: number;
  readonly target: number;
}

/** One service of one visit on one day. */
interface Step {
  readonly day: string;
  /** A booking may be moved to another one. */
  service: string;
  readonly first: boolean;
  readonly moments: Moment[];
}

const absent = [
  'booked',
  'return-later',
  'served',
  'no-show',
  'left',
  'cancelled',
  'transferred',
  'expired',
  'closed-unserved',
];

function stepsOf(events: readonly EventFact[]): Step[] {
  const unique = new Map([...events].reverse().map((event) => [event.id, event]));
  const byTicket = groupBy([...unique.values()], ({ ticket }) => ticket);
  return [...byTicket.values()].flatMap((own) => stepsOfTicket(own.sort((a, b) => a.sequence - b.sequence)));
}

function stepsOfTicket(events: readonly EventFact[]): Step[] {
  const steps: Step[] = [];
  let promised = { basis: 0, target: 0 };
  for (const event of events) {
    promised = promisedIn(event, promised);
    const { at, type, data } = event;
    const { state, reason, outcome } = data;
    const moment = { at, type, state, reason, outcome, synced: data.syncedAt !== undefined, ...promised };
    const last = steps.at(-1);
    if (last && continues(event, last)) {
      last.moments.push(moment);
      last.service = data.service;
    } else {
      const first = steps.every(({ moments }) => moments.every(({ state }) => state === 'booked'));
      steps.push({ day: data.businessDay, service: data.service, first, moments: [moment] });
    }
  }
  return steps;
}

const promisedIn = ({ data }: EventFact, { basis, target }: { basis: number; target: number }) => ({
  basis: data.basisAt === undefined ? basis : Date.parse(data.basisAt),
  target: data.targetAt === undefined ? target : Date.parse(data.targetAt),
});

const continues = ({ type, data }: EventFact, { day }: Step): boolean =>
  day === data.businessDay &&
  !(type === 'queue.ticket.resumed' && (data.reason === 'transferred' || data.reason === 'next-service'));

function figuresOf(steps: readonly Step[]): Figures {
  const came = steps.flatMap((step) => {
    const begin = step.moments.find(({ state }) => !absent.includes(state));
    return begin ? [{ ...step, begin }] : [];
  });
  const ended = (state: string) => came.filter(({ moments }) => moments.at(-1)?.state === state).length;
  const calls = came.flatMap(({ moments, begin }) => {
    const index = moments.findIndex(({ state }) => state === 'called');
    const call = moments[index];
    if (call === undefined) return [];
    return [
      {
        wait: spent(moments.slice(0, index + 1), 'waiting', call.basis),
        inTime: call.at <= promise(moments.slice(0, index + 1), call, begin),
      },
    ];
  });
  const tooLate = came.filter(({ moments, begin }) => {
    if (moments.some(({ state }) => state === 'called')) return false;
    const end = moments.findLastIndex(({ state }) => state === 'waiting') + 1;
    const gone = moments[end];
    return gone !== undefined && gone.at > promise(moments.slice(0, end + 1), gone, begin);
  });
  const served = came.filter(({ moments }) => {
    const last = moments.at(-1);
    return last?.state === 'served' && !['ended-by-timeout', 'ended-by-logout'].includes(last.outcome ?? '');
  });
  return {
    issued: came.filter(
      ({ first, begin, moments }) =>
        first && !(begin === moments[0] && begin.type === 'queue.ticket.resumed'),
    ).length,
    synced: came.filter(({ first, moments }) => first && moments[0]?.synced).length,
    served: ended('served'),
    noShow: ended('no-show'),
    left: ended('left'),
    cancelled: ended('cancelled'),
    transferred: ended('transferred'),
    closedUnserved: ended('closed-unserved'),
    waitMinutes: spread(calls.map(({ wait }) => wait)),
    serviceMinutes: spread(served.map(({ moments }) => spent(moments, 'serving', 0))),
    withinTarget: { count: calls.filter(({ inTime }) => inTime).length, of: calls.length + tooLate.length },
  };
}

/** A step that began later than the visit has as long from there; who was sent away in between waits no longer by that. */
function promise(moments: readonly Moment[], { basis, target }: Moment, begin: Moment): number {
  const began = Math.max(begin.at, basis);
  return target + (began - basis) + millisecondsIn(moments, 'return-later', began);
}

/** Whole seconds in a state, from `since` on. */
const spent = (moments: readonly Moment[], state: string, since: number): number =>
  Math.round(millisecondsIn(moments, state, since) / 1000);

const millisecondsIn = (moments: readonly Moment[], state: string, since: number): number =>
  moments.slice(1).reduce((sum, { at }, index) => {
    const before = moments[index];
    return before?.state === state ? sum + Math.max(0, at - Math.max(before.at, since)) : sum;
  }, 0);

function spread(seconds: readonly number[]): Figures['waitMinutes'] {
  if (seconds.length === 0) return {};
  const sorted = [...seconds].sort((a, b) => a - b);
  const rank = (share: number) =>
    Math.round(((sorted[Math.ceil(share * sorted.length) - 1] ?? NaN) * 100) / 60) / 100;
  return { p50: rank(0.5), p90: rank(0.9), max: rank(1) };
}
