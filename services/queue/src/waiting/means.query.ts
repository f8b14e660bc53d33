import type { Office } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';

/** Measured mean durations in minutes, by service, where there are enough. */
export type Means = ReadonlyMap<string, number>;

interface Measured {
  readonly untilMs: number;
  readonly means: Means;
}

interface Found {
  readonly office: string;
  readonly service: string;
  readonly minutes: number;
}

const measured = new WeakMap<object, Map<string, Measured>>();
const keptForMs = 60_000;
const samples = 50;
const samplesAtLeast = 5;

// A visit of several steps tells its first beginning and its last end: nothing of one service.
const question = `SELECT s.office, s.service, avg(extract(epoch FROM t.ended_at - t.serving_started_at))::float8 / 60 AS minutes
  FROM unnest($1::text[], $2::text[]) AS s (office, service)
  CROSS JOIN LATERAL (
    SELECT ended_at, serving_started_at FROM ticket
    WHERE office = s.office AND service = s.service AND state = 'served' AND duration_reliable AND step = 1
    ORDER BY ended_at DESC LIMIT ${String(samples)}) t
  GROUP BY s.office, s.service HAVING count(*) >= ${String(samplesAtLeast)}`;

/** Of the last 50 services of each office that ended by an operator's word; looked at once a minute. */
export async function meansOf(
  manager: EntityManager,
  offices: readonly Office[],
  now: Date,
): Promise<(office: string) => Means> {
  const kept = measured.get(manager.dataSource) ?? new Map<string, Measured>();
  measured.set(manager.dataSource, kept);
  const due = offices.filter(({ code }) => (kept.get(code)?.untilMs ?? 0) <= now.getTime());
  if (due.length > 0) {
    const found = Map.groupBy(await measure(manager, due), ({ office }) => office);
    for (const { code } of due) {
      const means = new Map(found.get(code)?.map(({ service, minutes }) => [service, minutes]));
      kept.set(code, { untilMs: now.getTime() + keptForMs, means });
    }
  }
  return (office) => kept.get(office)?.means ?? new Map<string, number>();
}

function measure(manager: EntityManager, offices: readonly Office[]): Promise<Found[]> {
  const pairs = offices.flatMap(({ code: office, services }) =>
    services.map(({ code: service }) => ({ office, service })),
  );
  return read<Found>(manager, {
    name: 'service-means',
    text: question,
    values: [pairs.map(({ office }) => office), pairs.map(({ service }) => service)],
  });
}
