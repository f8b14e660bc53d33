import { setTimeout as pause } from 'node:timers/promises';
import { openCounters } from './hall.ts';
import { issueMany } from './issue.ts';
import { each, type Measure, type Outcome } from './result.ts';
import { emptyHall } from './settle.ts';
import { office, type Stage } from './stage.ts';
import { dayAgo, loadYear, openFurther, type Loaded } from './year-load.ts';
import { pageOf, plansOf, usageOf } from './year-plans.ts';
import { measure, probes, withAdmin, type Days, type Probe, type Times } from './year-probes.ts';

const waiting = 40;
/** Of the time with an empty table. */
const commands = ['issue', 'call-next'];
const commandAtMostMs = 300;
const timesAtMost = 1.5;

export async function benchYear(stage: Stage): Promise<Outcome> {
  await openFurther(stage);
  const loaded = await loadYear(stage);
  const days = await fill(stage, await lastPage(stage));
  await stage.database.query('SELECT pg_stat_reset()');
  const full = await measure(stage, days);
  // Sessions tell what they did a second later.
  await pause(2_000);
  const scans = await wholeTables(stage);
  const plans = await plansOf(stage, days);
  await pause(2_000);
  const page = pageOf(plans, await usageOf(stage), loaded);
  stage.say('  measured with a year; now with empty tables…');
  await forgetYear(stage);
  const empty = await measure(stage, await fill(stage, ''));
  return {
    name: 'year',
    title: 'With a year of data: three million tickets',
    measures: [
      ...measuresOf(empty, full),
      { name: 'whole tables read', unit: '', aim: { most: 0 }, runs: [scans] },
    ],
    notes: notesOf(loaded),
    pages: { 'plans-year.md': page },
  };
}

/** A normal hall, and the days of which it is asked. */
async function fill(stage: Stage, after: string): Promise<Days> {
  await openCounters(stage);
  await issueMany(stage, waiting);
  return daysFor(stage, after);
}

async function forgetYear(stage: Stage): Promise<void> {
  await emptyHall(stage);
  await stage.database.query('TRUNCATE day_statistics, office_audit');
}

const limits: readonly Pick<Probe, 'name' | 'atMostMs' | 'present'>[] = [
  ...commands.map((name) => ({ name, atMostMs: commandAtMostMs, present: true as const })),
  ...probes,
];

/** What is asked of the present must not hang on the past; what looks at the past has its limit. */
const measuresOf = (empty: Times, full: Times): Measure[] =>
  limits.flatMap(({ name, atMostMs, present }): Measure[] => {
    const [before = [], after = []] = [empty.get(name), full.get(name)];
    const ratio = after.map((time, run) => ({ value: time / (before[run] ?? NaN) }));
    return [
      {
        name: `${name}: a year / empty`,
        unit: '×',
        runs: each(ratio, ({ value }) => value),
        ...(present && { aim: { most: timesAtMost } }),
      },
      { name: `${name}: empty`, unit: 'ms', runs: each(before, (time) => time) },
      {
        name: `${name}: a year`,
        unit: 'ms',
        runs: each(after, (time) => time),
        aim: { most: atMostMs },
      },
    ];
  });

const notesOf = ({ tickets, periods, overtakings, sealed, loadSeconds, sealSeconds }: Loaded): string[] => [
  `${millions(tickets)} million tickets, ${millions(periods)} million periods, ${millions(overtakings)} million overtakings of 30 offices in 365 days, the measured one being the largest; ${String(waiting)} people wait in it. Loaded in ${String(loadSeconds)} s, ${String(sealed)} days of the measured office sealed by the service in ${String(sealSeconds)} s (those of the others are copies).`,
  'One caller through the gateway, each run is a median; the runs with empty tables come right after those with a year. Plans, sizes and the use of indexes: [plans-year.md](plans-year.md).',
];

const millions = (count: number): string => (count / 1e6).toFixed(2);

async function daysFor({ database }: Stage, after: string): Promise<Days> {
  const { rows } = await database.query<Omit<Days, 'after'>>(
    `SELECT (${dayAgo(0)})::text AS today, (${dayAgo(1)})::text AS yesterday, (${dayAgo(31)})::text AS month,
       (${dayAgo(365)})::text AS year`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error('today is a day');
  return { ...found, after };
}

/** The query that asks for the end of yesterday's audit. */
const lastPage = (stage: Stage): Promise<string> =>
  withAdmin(stage, async (admin) => {
    const { yesterday } = await daysFor(stage, '');
    let after = '';
    for (;;) {
      const text = await admin.get(`/offices/${office}/audit?day=${yesterday}&limit=100${after}`);
      const { next } = JSON.parse(text) as { next?: string };
      if (next === undefined) return after;
      after = `&after=${next}`;
    }
  });

/** How often one of the large tables was read from its beginning to its end. */
async function wholeTables({ database }: Stage): Promise<number> {
  const { rows } = await database.query<{ scans: number }>(
    `SELECT sum(seq_scan)::float8 AS scans FROM pg_stat_user_tables WHERE relname IN ('ticket', 'period', 'overtaking')`,
  );
  return rows[0]?.scans ?? NaN;
}
