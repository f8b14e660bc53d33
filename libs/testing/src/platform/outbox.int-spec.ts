import { defineEvent } from '@kezek/contracts';
import {
  createDataSource,
  defineSchema,
  emit,
  inTransaction,
  KafkaLog,
  metrics,
  OutboxRelay,
  rows,
  SqlMigration,
  runWithTraceparent,
} from '@kezek/platform';
import fc from 'fast-check';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { testDatabase, type TestDatabase } from '../database';
import { addresses } from '../environment';
import { recordingConsumer, testTopic, type RecordingConsumer } from '../kafka';
import { waitFor } from '../wait-for';

class Counter1767225600001 extends SqlMigration {
  readonly sql = 'CREATE TABLE counter (key text PRIMARY KEY, last integer NOT NULL DEFAULT 0)';
}

const schema = defineSchema({ service: 'sample', migrations: [Counter1767225600001] });

const sampleEvent = (topic: string) =>
  defineEvent({
    type: 'sample.counter.moved',
    version: 1,
    topic: { name: topic, title: 'test', partitions: 3, cleanupPolicy: 'delete', audience: 'services' },
    summary: 'test',
    data: z.object({ n: z.int(), filler: z.string().optional() }),
  });

let database: TestDatabase;
let dataSource: DataSource;
let topic: string;
let moved: ReturnType<typeof sampleEvent>;
let log: KafkaLog;
let seen: RecordingConsumer;
const relays: OutboxRelay[] = [];

beforeAll(async () => {
  database = await testDatabase(schema);
  topic = await testTopic();
  moved = sampleEvent(topic);
  const url = database.url;
  dataSource = await createDataSource({
    url,
    schema,
    applicationName: 'outbox-spec',
    poolSize: 16,
  }).initialize();
  log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'outbox-spec' });
  seen = await recordingConsumer(topic);
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});
afterAll(async () => {
  await seen.close();
  await log.close();
  await dataSource.destroy();
  await database.drop();
});

const startRelay = (url = database.url, kafka = log): OutboxRelay => {
  const relay = new OutboxRelay({ url, service: 'sample', dataSource, log: kafka });
  relays.push(relay);
  relay.start();
  return relay;
};

const say = (key: string, n: number, filler?: string, definition = moved) =>
  inTransaction(dataSource, (tx) => emit(tx, eventOf(key, n, filler, definition)));

const eventOf = (key: string, n: number, filler?: string, definition = moved) => ({
  definition,
  key,
  subject: key,
  sequence: n,
  time: '2026-03-02T09:00:00.000Z',
  data: { n, ...(filler !== undefined && { filler }) },
});

/** What an aggregate does: lock its row, count, say so. */
const move = (key: string) =>
  inTransaction(dataSource, async (tx) => {
    const [row] = await rows<{ last: number }>(tx, {
      text: `INSERT INTO counter (key, last) VALUES ($1, 1)
        ON CONFLICT (key) DO UPDATE SET last = counter.last + 1 RETURNING last`,
      values: [key],
    });
    await emit(tx, eventOf(key, row?.last ?? -1));
  });

const left = async (): Promise<number> => {
  const [row] = await dataSource.query<{ n: number }[]>('SELECT count(*) AS n FROM outbox');
  return row?.n ?? -1;
};

const ofKey = (key: string) => seen.records.filter((record) => record.key === key);
const numbersOf = (key: string) => ofKey(key).map((record) => Number(record.headers['ce_sequence']));

/** Sequences by first appearance of each event id. */
function firstTimes(key: string): number[] {
  const ids = new Set<string>();
  return ofKey(key)
    .filter(({ headers }) => !ids.has(headers['ce_id'] ?? '') && ids.add(headers['ce_id'] ?? ''))
    .map(({ headers }) => Number(headers['ce_sequence']));
}

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

test('an event becomes a CloudEvents record with the trace of its writer', async () => {
  startRelay();
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await runWithTraceparent(traceparent, () => say('envelope', 7));
  const record = await waitFor(() => ofKey('envelope')[0], 'the event is in Kafka');
  expect(record.headers).toEqual({
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/) as string,
    ce_type: 'sample.counter.moved',
    ce_source: '/kezek/sample',
    ce_subject: 'envelope',
    ce_time: '2026-03-02T09:00:00.000Z',
    ce_partitionkey: 'envelope',
    ce_sequence: '7',
    ce_dataschema: 'schemas/sample.counter.moved.v1.json',
    ce_traceparent: expect.stringContaining('4bf92f3577b34da6a3ce929d0e0e4736') as string,
  });
  expect(record.value?.toString()).toBe('{"n":7}');
});

test('data that breaks the schema of its event fails the transaction', async () => {
  const broken = inTransaction(dataSource, async (tx) => {
    await rows(tx, { text: `INSERT INTO counter VALUES ('broken', 1)` });
    await emit(tx, { ...eventOf('broken', 1), data: { n: 1.5 } });
  });
  await expect(broken).rejects.toThrow();
  expect(await dataSource.query(`SELECT 1 FROM counter WHERE key = 'broken'`)).toEqual([]);
  await expect(say('huge', 1, 'x'.repeat(300_000))).rejects.toThrow(/larger than/);
});

test('what was rolled back is never sent', async () => {
  startRelay();
  const failed = inTransaction(dataSource, async (tx) => {
    await emit(tx, eventOf('rolled-back', 1));
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await say('rolled-back', 2);
  await waitFor(() => ofKey('rolled-back').length > 0, 'the later event is in Kafka');
  expect(numbersOf('rolled-back')).toEqual([2]);
});

test('two relays share the shards, and one takes over from the other', async () => {
  const locks = async () =>
    dataSource.query<{ pid: number; n: number }[]>(
      `SELECT pid, count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = ${String(0x6b01)}
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY pid`,
    );
  const first = startRelay();
  await waitFor(async () => (await locks())[0]?.n === 8, 'the only relay has all shards');
  startRelay();
  await waitFor(async () => (await locks()).map(({ n }) => n).join() === '4,4', 'each has its half');
  await first.stop();
  await waitFor(async () => (await locks()).map(({ n }) => n).join() === '8', 'the other has all');
});

test('relays that lose their connections under many writers lose, reorder and invent nothing', async () => {
  const admin = new Client({ connectionString: database.adminUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  const cut = () =>
    admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'sample-relay' AND datname = current_database()`);
  startRelay();
  startRelay();
  const choice = fc.record({
    writers: fc.array(fc.array(fc.nat(5), { minLength: 5, maxLength: 40 }), { minLength: 2, maxLength: 8 }),
    cuts: fc.nat(4),
  });
  let round = 0;
  const property = fc.asyncProperty(choice, async ({ writers, cuts }) => {
    const prefix = `race-${String(round++)}-`;
    const total = writers.flat().length;
    let moves = 0;
    const writing = writers.map(async (keys) => {
      for (const key of keys) {
        await move(prefix + String(key));
        moves++;
      }
    });
    for (let time = 1; time <= cuts; time++) {
      await waitFor(() => moves >= (total * time) / (cuts + 1), 'the writers are that far');
      await cut();
    }
    await Promise.all(writing);
    const keys = [...new Set(writers.flat())].map((key) => prefix + String(key));
    const count = () => keys.reduce((sum, key) => sum + firstTimes(key).length, 0);
    await waitFor(() => count() === total, `all ${String(total)} events are in Kafka`);
    for (const key of keys) expect(firstTimes(key)).toEqual(upTo(firstTimes(key).length));
  });
  await fc.assert(property, { numRuns: 12 });
  await admin.end();
  await waitFor(async () => (await left()) === 0, 'the outbox is empty');
});

test('while Kafka is away writing goes on, and afterwards everything comes in order', async () => {
  const away = new KafkaLog({ brokers: ['127.0.0.1:1'], clientId: 'outbox-spec' });
  const stuck = startRelay(database.url, away);
  for (const n of upTo(20)) await say('outage', n);
  expect(await left()).toBe(20);
  await stuck.stop();
  await away.close();
  startRelay();
  await waitFor(() => numbersOf('outage').length >= 20, 'the backlog is in Kafka');
  expect(firstTimes('outage')).toEqual(upTo(20));
});

test('a topic that is missing holds up only itself', async () => {
  startRelay();
  await say('elsewhere', 1, undefined, sampleEvent('test.missing.v1'));
  for (const n of upTo(5)) await say('beside', n);
  await waitFor(() => numbersOf('beside').length >= 5, 'the other events are in Kafka');
  const waiting = () => dataSource.query<{ topic: string }[]>('SELECT topic FROM outbox');
  await waitFor(async () => (await waiting()).length === 1, 'only one event is left');
  expect(await waiting()).toEqual([{ topic: 'test.missing.v1' }]);
  await dataSource.query(`DELETE FROM outbox`);
});

test('a record that Kafka will never take holds its key, in order, and no other', async () => {
  await inTransaction(dataSource, async (tx) => {
    await rows(tx, {
      text: `INSERT INTO outbox (shard, topic, key, headers, payload) SELECT shard, $1, 'fat', '{}', $2
        FROM generate_series(0, 7) AS shard LIMIT 1`,
      values: [topic, 'x'.repeat(1_500_000)],
    });
  });
  startRelay();
  await say('slim', 1);
  await waitFor(() => numbersOf('slim').length === 1, 'another key goes on');
  await waitFor(async () => (await left()) === 1, 'only the refused record is left');
  await inTransaction(dataSource, (tx) =>
    rows(tx, {
      text: `INSERT INTO outbox (shard, topic, key, headers, payload) VALUES (0, $1, 'fat', '{}', 'behind')`,
      values: [topic],
    }),
  );
  await say('slim', 2);
  await waitFor(() => numbersOf('slim').includes(2), 'another key still goes on');
  expect(ofKey('fat')).toEqual([]);
  await dataSource.query(`DELETE FROM outbox`);
});

test('the age of what waits is told also while Kafka takes a record and never answers', async () => {
  const sockets = new Set<Socket>();
  const frozen = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await once(frozen.listen(0, '127.0.0.1'), 'listening');
  const { port } = frozen.address() as AddressInfo;
  const kafka = new KafkaLog({ brokers: [`127.0.0.1:${String(port)}`], clientId: 'frozen' });
  const relay = startRelay(database.url, kafka);
  await say('old', 1);
  const age = async () => {
    const all = await metrics.getMetricsAsJSON();
    return all.find(({ name }) => name === 'kezek_outbox_oldest_seconds')?.values[0]?.value ?? 0;
  };
  await waitFor(async () => (await age()) > 3, 'the age grows');
  frozen.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all([relay.stop(), kafka.close()]);
  await dataSource.query(`DELETE FROM outbox`);
}, 60_000);
