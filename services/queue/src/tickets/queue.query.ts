import type { Estimate, Office } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { canServe, type Profile } from '../counters/profile.rules';
import { estimateWait } from './estimate.rules';

interface Ahead {
  readonly service: string;
  readonly count: number;
}

interface OpenCounter extends Profile {
  readonly busy: boolean;
}

/** Who waits in an office, who serves there, and how long serving takes. */
export interface OfficeQueue {
  readonly counters: readonly OpenCounter[];
  /** Waiting tickets by service. */
  readonly waiting: readonly Ahead[];
  /** By ticket id: who waits and would be called before it, by service. */
  readonly ahead: ReadonlyMap<string, readonly Ahead[]>;
  /** Measured mean durations in minutes, by service, where there are enough. */
  readonly means: ReadonlyMap<string, number>;
}

interface Asked {
  readonly tickets: readonly { readonly id: string }[];
  readonly now: Date;
  /** Also count everybody who waits, by service. */
  readonly all?: boolean;
}

interface Found {
  readonly counters: OpenCounter[] | null;
  readonly ahead: (Ahead & { id: string })[] | null;
  readonly waiting: Ahead[] | null;
}

const question = `SELECT
  (SELECT json_agg(json_build_object('services', s.services, 'skills', s.skills, 'busy', EXISTS (
      SELECT FROM ticket c WHERE c.office = s.office AND c.counter = s.counter AND c.state IN ('called', 'serving'))))
    FROM counter_session s WHERE s.office = $1 AND s.state IN ('ready', 'serving') AND s.lease_until > $2) AS counters,
  (SELECT json_agg(a) FROM (
    SELECT w.id, t.service, count(*)::integer AS count FROM ticket w
      JOIN ticket t ON t.office = $1 AND t.state = 'waiting' AND (t.due_at, t.issue_order) < (w.due_at, w.issue_order)
    WHERE w.id = ANY ($3::uuid[]) AND w.state = 'waiting' GROUP BY w.id, t.service) a) AS ahead,
  (SELECT json_agg(b) FROM (
    SELECT t.service, count(*)::integer AS count FROM ticket t
    WHERE $4::boolean AND t.office = $1 AND t.state = 'waiting' GROUP BY t.service) b) AS waiting`;

/** Everything that the estimates of one office need, in one statement. */
export async function queueOf(manager: EntityManager, office: Office, asked: Asked): Promise<OfficeQueue> {
  const ids = asked.tickets.map(({ id }) => id);
  const [found] = await read<Found>(manager, {
    name: 'queue-facts',
    text: question,
    values: [office.code, asked.now, ids, asked.all ?? false],
  });
  const ahead = new Map<string, Ahead[]>(ids.map((id) => [id, []]));
  for (const { id, service, count } of found?.ahead ?? []) ahead.get(id)?.push({ service, count });
  return {
    counters: found?.counters ?? [],
    waiting: found?.waiting ?? [],
    ahead,
    means: await meansOf(manager, office, asked.now),
  };
}

interface Wanted {
  readonly service: string;
  readonly ahead: readonly Ahead[];
  readonly waitedMinutes: number;
}

/** The estimate of one ticket, and how many of those ahead compete for the same counters. */
export function estimateIn(
  office: Office,
  queue: OfficeQueue,
  wanted: Wanted,
): { estimate: Estimate; people: number } {
  const own = office.services.find(({ code }) => code === wanted.service);
  if (own === undefined) return { estimate: { known: false, reason: 'no-counter-open' }, people: 0 };
  const counters = queue.counters.filter((counter) => canServe(counter, own));
  const competes = (code: string) =>
    code === own.code ||
    office.services.some(
      (service) => service.code === code && counters.some((counter) => canServe(counter, service)),
    );
  const ahead = wanted.ahead.filter(({ service }) => competes(service));
  const meanOf = (code: string) =>
    queue.means.get(code) ??
    office.services.find((service) => service.code === code)?.expectedMinutes ??
    own.expectedMinutes;
  const estimate = estimateWait({
    ahead: ahead.map(({ service, count }) => ({ count, meanMinutes: meanOf(service) })),
    counters: counters.length,
    busy: counters.filter(({ busy }) => busy).length,
    meanMinutes: meanOf(own.code),
    targetMinutes: own.target.minutes,
    waitedMinutes: Math.max(0, wanted.waitedMinutes),
    measured: queue.means.has(own.code),
  });
  return { estimate, people: ahead.reduce((sum, { count }) => sum + count, 0) };
}

interface Measured {
  readonly until: number;
  readonly means: ReadonlyMap<string, number>;
}

const measured = new WeakMap<object, Map<string, Measured>>();
const keptForMs = 60_000;
const samples = 50;
const samplesAtLeast = 5;

/** Means of the last 50 services that ended by an operator's word; looked at once a minute. */
async function meansOf(
  manager: EntityManager,
  office: Office,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const kept = measured.get(manager.dataSource) ?? new Map<string, Measured>();
  measured.set(manager.dataSource, kept);
  const known = kept.get(office.code);
  if (known !== undefined && known.until > now.getTime()) return known.means;
  const found = await manager.query<{ service: string; minutes: number }[]>(
    `SELECT s.service, avg(extract(epoch FROM t.ended_at - t.serving_started_at))::float8 / 60 AS minutes
     FROM unnest($2::text[]) AS s(service)
     CROSS JOIN LATERAL (
       SELECT ended_at, serving_started_at FROM ticket
       WHERE office = $1 AND service = s.service AND state = 'served' AND duration_reliable
       ORDER BY ended_at DESC LIMIT ${String(samples)}) t
     GROUP BY s.service HAVING count(*) >= ${String(samplesAtLeast)}`,
    [office.code, office.services.map(({ code }) => code)],
  );
  const means = new Map(found.map(({ service, minutes }) => [service, minutes]));
  kept.set(office.code, { until: now.getTime() + keptForMs, means });
  return means;
}
