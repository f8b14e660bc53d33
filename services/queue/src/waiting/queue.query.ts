import type { Estimate, Office, Resource } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { canServe, type Profile } from './profile.rules';
import { dayOf } from '../offices/opening.rules';
import { targetMinutesOn } from '../offices/target.rules';
import { estimateWait } from './estimate.rules';
import { meansOf, type Means } from './means.query';
import { absentFor } from './next.rules';

interface Ahead {
  readonly service: string;
  readonly count: number;
}

interface OpenCounter extends Profile {
  readonly busy: boolean;
}

/** Who waits in an office, who serves there, and how long serving takes. */
export interface OfficeQueue {
  /** Who of the resources that services need is there. */
  readonly present: readonly Resource[];
  readonly counters: readonly OpenCounter[];
  /** Waiting tickets by service. */
  readonly waiting: readonly Ahead[];
  /** By ticket id: who waits and would be called before it, by service. */
  readonly ahead: ReadonlyMap<string, readonly Ahead[]>;
  readonly means: Means;
  /** The office's business day. */
  readonly day: string;
}

interface Asked {
  readonly tickets: readonly { readonly id: string }[];
  readonly now: Date;
  /** Also count everybody who waits, by service. */
  readonly all?: boolean;
}

interface Found {
  readonly present: Resource[] | null;
  readonly counters: OpenCounter[] | null;
  readonly ahead: (Ahead & { id: string })[] | null;
  readonly waiting: Ahead[] | null;
}

// The tiers of `next.rules.ts`: of those at the bound, who came first; of the others, the earliest deadline.
const atBound = (name: string, bound: string) =>
  `(NOT ${name}.emergency AND ${name}.basis_at <= $2 AND (${bound}.ticket IS NOT NULL OR $5::integer = 0))`;
const place = (name: string, bound: string) =>
  `CASE WHEN ${name}.emergency THEN 1 WHEN ${atBound(name, bound)} THEN 2 WHEN ${name}.basis_at <= $2 THEN 3 ELSE 4 END,
   CASE WHEN ${atBound(name, bound)} THEN greatest(${name}.basis_at, ${name}.synced_at) ELSE ${name}.due_at END, ${name}.issue_order`;

const question = `SELECT
  (SELECT json_agg(resource) FROM resource_presence WHERE office = $1 AND present) AS present,
  (SELECT json_agg(json_build_object('services', s.services, 'skills', s.skills, 'busy', EXISTS (
      SELECT FROM ticket c WHERE c.office = s.office AND c.counter = s.counter AND c.state IN ('called', 'serving'))))
    FROM counter_session s WHERE s.office = $1 AND s.state IN ('ready', 'serving') AND s.lease_until > $2) AS counters,
  (SELECT json_agg(a) FROM (
    SELECT w.id, t.service, count(*)::integer AS count FROM ticket w LEFT JOIN at_bound wb ON wb.ticket = w.id
      JOIN ticket t ON t.office = $1 AND t.state = 'waiting' LEFT JOIN at_bound tb ON tb.ticket = t.id
    WHERE (${place('t', 'tb')}) < (${place('w', 'wb')}) AND w.id = ANY ($3::uuid[]) AND w.state = 'waiting' GROUP BY w.id, t.service) a) AS ahead,
  (SELECT json_agg(b) FROM (
    SELECT t.service, count(*)::integer AS count FROM ticket t
    WHERE $4::boolean AND t.office = $1 AND t.state = 'waiting' GROUP BY t.service) b) AS waiting`;

/** Everything that the estimates of one office need, in one statement. */
export async function queueOf(manager: EntityManager, office: Office, asked: Asked): Promise<OfficeQueue> {
  const ids = asked.tickets.map(({ id }) => id);
  const [found] = await read<Found>(manager, {
    name: 'queue-facts',
    text: question,
    values: [office.code, asked.now, ids, asked.all ?? false, office.rules.overtakenAtMost],
  });
  if (found === undefined) throw new Error('a question without FROM always has a row');
  const ahead = new Map<string, Ahead[]>(ids.map((id) => [id, []]));
  for (const { id, service, count } of found.ahead ?? []) ahead.get(id)?.push({ service, count });
  const { present, counters, waiting } = found;
  return {
    present: present ?? [],
    counters: counters ?? [],
    waiting: waiting ?? [],
    ahead,
    means: (await meansOf(manager, [office], asked.now))(office.code),
    day: dayOf(office, asked.now),
  };
}

interface Wanted {
  readonly service: string;
  readonly ahead: readonly Ahead[];
  readonly waitedMinutes: number;
  /** As it was promised; that of the day where nobody has a ticket yet. */
  readonly targetMinutes?: number;
}

/** The estimate of one ticket, and how many of those ahead compete for the same counters. */
export function estimateIn(
  office: Office,
  queue: OfficeQueue,
  wanted: Wanted,
): { estimate: Estimate; people: number } {
  const own = office.services.find(({ code }) => code === wanted.service);
  if (own === undefined) return { estimate: { known: false, reason: 'no-counter-open' }, people: 0 };
  if (absentFor(own, queue.present).length > 0) {
    const same = wanted.ahead.find(({ service }) => service === own.code);
    return { estimate: { known: false, reason: 'resource-absent' }, people: same?.count ?? 0 };
  }
  const counters = queue.counters.filter((counter) => canServe(counter, own));
  const competing = competingWith(office, queue, counters).add(own.code);
  const ahead = wanted.ahead.filter(({ service }) => competing.has(service));
  const meanOf = (code: string) =>
    queue.means.get(code) ??
    office.services.find((service) => service.code === code)?.expectedMinutes ??
    own.expectedMinutes;
  const estimate = estimateWait({
    ahead: ahead.map(({ service, count }) => ({ count, meanMinutes: meanOf(service) })),
    counters: counters.length,
    busy: counters.filter(({ busy }) => busy).length,
    meanMinutes: meanOf(own.code),
    targetMinutes: wanted.targetMinutes ?? targetMinutesOn(own, queue.day),
    waitedMinutes: Math.max(0, wanted.waitedMinutes),
    measured: queue.means.has(own.code),
  });
  return { estimate, people: ahead.reduce((sum, { count }) => sum + count, 0) };
}

/** The services that these counters give, and that lack nobody. */
const competingWith = (office: Office, { present }: OfficeQueue, counters: readonly Profile[]): Set<string> =>
  new Set(
    office.services
      .filter((service) => absentFor(service, present).length === 0)
      .filter((service) => counters.some((counter) => canServe(counter, service)))
      .map(({ code }) => code),
  );

/** Of some services the one with the shortest expected wait now; the first of equals, undefined of none. */
export async function shortestWait(
  manager: EntityManager,
  office: Office,
  services: readonly string[],
  now: Date,
): Promise<string | undefined> {
  if (services.length < 2) return services[0];
  const queue = await queueOf(manager, office, { tickets: [], now, all: true });
  const waits = services.map((service) => {
    const { estimate } = estimateIn(office, queue, { service, ahead: queue.waiting, waitedMinutes: 0 });
    return estimate.known ? estimate.p50Minutes : Infinity;
  });
  return services[waits.indexOf(Math.min(...waits))];
}

/**
 * How long somebody who comes now would be in the office, in minutes: until the call, and then being served. Who is
 * missing will come; where no open counter gives the service, as if every counter of the office did.
 */
export async function expectedMinutes(
  manager: EntityManager,
  office: Office,
  code: string,
  now: Date,
): Promise<number> {
  const found = await queueOf(manager, office, { tickets: [], now, all: true });
  const queue = { ...found, present: office.services.flatMap(({ resources = [] }) => resources) };
  const asked = { service: code, ahead: queue.waiting, waitedMinutes: 0 };
  const skills = office.services.flatMap((service) => service.skills ?? []);
  const allOpen = office.counters.map(() => ({ services: null, skills, busy: false }));
  const [estimate] = [queue, { ...queue, counters: allOpen }]
    .map((facts) => estimateIn(office, facts, asked).estimate)
    .filter(({ known }) => known);
  const own = queue.means.get(code) ?? office.services.find((one) => one.code === code)?.expectedMinutes ?? 0;
  return (estimate?.known ? estimate.p50Minutes : 0) + own;
}
