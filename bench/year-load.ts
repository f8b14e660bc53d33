import { offices } from '@kezek/stack';
import { withoutIndexes } from './lift.ts';
import { sealAll } from './seal.ts';
import { emptyHall } from './settle.ts';
import { office, type Stage } from './stage.ts';
import { days, drawVisits, prepareYear, writeVisits } from './year-data.ts';
import { withAdmin } from './year-probes.ts';

const officesInAll = 30;
const daysAtOnce = 30;

/** As many offices as a city has, like those that are there already. */
export const openFurther = (stage: Stage): Promise<void> =>
  withAdmin(stage, async (admin) => {
    for (let index = offices.length; index < officesInAll; index += 1) {
      const like = offices[index % offices.length];
      if (like === undefined) throw new Error('an office to be like');
      const { code: _, ...definition } = like;
      await admin.send('PUT', `/offices/${codeOf(index)}`, definition);
    }
  });

export const codeOf = (index: number): string => `ALM-Y${String(index).padStart(2, '0')}`;

export interface Loaded {
  readonly tickets: number;
  readonly periods: number;
  readonly overtakings: number;
  readonly sealed: number;
  readonly loadSeconds: number;
  readonly sealSeconds: number;
}

const tables = ['ticket', 'period', 'overtaking'] as const;

/** A year of days before today, sealed by the service's own code; the service is down meanwhile. */
export async function loadYear(stage: Stage): Promise<Loaded> {
  const { database, sandbox, say } = stage;
  await emptyHall(stage);
  await sandbox.part('queue').stop();
  const began = performance.now();
  await database.query(
    "SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'",
  );
  await withoutIndexes(database, tables, () => writeDays(stage));
  for (const table of [...tables, 'number_series', 'contact', 'office_audit'])
    await database.query(`VACUUM (ANALYZE) ${table}`);
  await database.query('RESET ALL');
  const loadSeconds = secondsSince(began);
  say(`  a year is loaded after ${String(loadSeconds)} s; sealing its days…`);
  const sealing = performance.now();
  const sealed = await sealDays(stage);
  await database.query('CHECKPOINT');
  await sandbox.part('queue').start();
  return {
    tickets: await count(stage, 'ticket'),
    periods: await count(stage, 'period'),
    overtakings: await count(stage, 'overtaking'),
    sealed,
    loadSeconds,
    sealSeconds: secondsSince(sealing),
  };
}

/** The days of the measured office by the service's own code; the others' are like them, for their sizes alone. */
async function sealDays(stage: Stage): Promise<number> {
  const { database } = stage;
  await database.query(`INSERT INTO day_statistics
    SELECT office, business_day, now(), max(written), '[]', '[]', '[]', '[]', '' FROM period WHERE office <> '${office}'
    GROUP BY office, business_day`);
  const sealed = await sealAll(stage);
  await database.query(`UPDATE day_statistics d SET by_service = s.by_service, by_counter = s.by_counter,
      by_operator = s.by_operator, by_hour = s.by_hour, digest = s.digest
    FROM day_statistics s
    WHERE s.office = '${office}' AND s.business_day = d.business_day AND d.office <> '${office}'`);
  await database.query('VACUUM (ANALYZE) day_statistics');
  return sealed;
}

async function writeDays({ database, say }: Stage): Promise<void> {
  await database.query(prepareYear(office));
  for (let left = days; left > 0; left -= daysAtOnce) {
    const [from, to] = [left, Math.max(1, left - daysAtOnce + 1)].map((ago) => dayAgo(ago));
    const { rows } = await database.query<{ from: string; to: string }>(
      `SELECT (${from ?? ''})::text AS from, (${to ?? ''})::text AS to`,
    );
    const [span] = rows;
    if (span === undefined) throw new Error('a span of days');
    await database.query(drawVisits(span.from, span.to));
    await database.query('ANALYZE year_visit');
    for (const statement of writeVisits) await database.query(statement);
    await database.query('DROP TABLE year_visit');
    say(`  generated ${span.from} to ${span.to}`);
  }
}

/** The business day so many days ago, where a day begins at five in the morning. */
export const dayAgo = (ago: number): string =>
  `(now() AT TIME ZONE 'Asia/Almaty' - interval '5 hours')::date - ${String(ago)}`;

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1000);

async function count({ database }: Stage, table: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT reltuples::float8 AS count FROM pg_class WHERE oid = '${table}'::regclass`,
  );
  return rows[0]?.count ?? 0;
}
