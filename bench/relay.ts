import { setTimeout as pause } from 'node:timers/promises';
import { queueCounterTopic } from '@kezek/contracts';
import { issueMany } from './issue.ts';
import { each, type Outcome } from './result.ts';
import { emptyHall, outboxIsEmpty } from './settle.ts';
import { runs, type Stage } from './stage.ts';

const written = 1000;
const burst = 20_000;
const outage = 100_000;
const keys = 16;

/** Events of the right size and form, of sixteen offices, that no service has work with; in one commit. */
async function writeEvents({ database }: Stage, count: number): Promise<void> {
  await database.query(
    `INSERT INTO outbox (shard, topic, key, headers, payload)
     SELECT o.shard, $2, 'BENCH-' || n % $3::integer, o.headers, o.payload
     FROM (SELECT n, n % 8 AS shard FROM generate_series(1, $1::integer) AS n) AS numbers
       JOIN bench_event AS o USING (shard)`,
    [count, queueCounterTopic.name, keys],
  );
}

async function drained(stage: Stage, began: number): Promise<number> {
  for (;;) {
    const { rowCount } = await stage.database.query('SELECT FROM outbox LIMIT 1');
    if (rowCount === 0) return (performance.now() - began) / 1000;
    await pause(20);
  }
}

async function burstRate(stage: Stage, count: number): Promise<number> {
  await writeEvents(stage, count);
  return count / (await drained(stage, performance.now()));
}

/** Seconds from Kafka being back to nothing being left. */
async function afterOutage(stage: Stage): Promise<number> {
  await stage.sandbox.stopKafka();
  await writeEvents(stage, outage);
  await stage.sandbox.startKafka();
  return drained(stage, performance.now());
}

/** An event of a counter for each of the outbox's shards, as the service writes it. */
async function example({ database }: Stage): Promise<void> {
  await database.query(
    'CREATE TEMP TABLE IF NOT EXISTS bench_event (shard smallint, headers json, payload text)',
  );
  await database.query('TRUNCATE bench_event');
  const payload = { office: 'BENCH', counter: '1', state: 'ready', services: null, skills: [], version: 1 };
  const headers = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: '0199f6a0-0000-7000-8000-000000000000',
    ce_type: 'bench.counter.opened',
    ce_source: '/kezek/bench',
    ce_subject: 'BENCH/1',
    ce_time: '2026-03-02T04:00:00.000Z',
    ce_partitionkey: 'BENCH',
    ce_sequence: '1',
    ce_dataschema: 'urn:kezek:bench.counter.opened:1',
    ce_traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  };
  await database.query('INSERT INTO bench_event SELECT n, $1, $2 FROM generate_series(0, 7) AS n', [
    JSON.stringify(headers),
    JSON.stringify({ ...payload, note: 'x'.repeat(250) }),
  ]);
}

export async function benchRelay(stage: Stage): Promise<Outcome> {
  await example(stage);
  const all: { writes: number; drains: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    await emptyHall(stage);
    const { perSecond: writes } = await issueMany(stage, written);
    await emptyHall(stage);
    all.push({ writes, drains: await burstRate(stage, burst) });
  }
  const outages = [await afterOutage(stage)];
  await outboxIsEmpty(stage);
  return {
    name: 'relay',
    title: 'The outbox relay',
    measures: [
      {
        name: 'drain rate / write rate',
        unit: '×',
        aim: { least: 3 },
        runs: each(all, ({ writes, drains }) => drains / writes),
      },
      { name: 'drain rate', unit: 'events/s', runs: each(all, ({ drains }) => drains) },
      {
        name: 'write rate (tickets of 16 callers)',
        unit: 'events/s',
        runs: each(all, ({ writes }) => writes),
      },
      {
        name: '100,000 events after an outage of Kafka',
        unit: 's',
        aim: { most: 60 },
        runs: each(outages, (seconds) => seconds),
      },
    ],
    notes: [
      `Drains ${String(burst)} events of ${String(keys)} keys that were written in one commit; the drain after an outage is measured once, from the moment that Kafka answers.`,
    ],
  };
}
