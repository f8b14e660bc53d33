import { defineEvent, Refusal, type EventOf } from '@kezek/contracts';
import {
  connectConsumers,
  createDataSource,
  currentTraceparent,
  KafkaLog,
  OnEvent,
  OutboxRelay,
  parkedCommand,
  rows,
  type EventContext,
  type NewRecord,
} from '@kezek/platform';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { testDatabase, type TestDatabase } from '../database';
import { addresses } from '../environment';
import { recordingConsumer, testTopic, type RecordingConsumer } from '../kafka';
import { waitFor } from '../wait-for';

const schema = {
  service: 'sample',
  migrations: [
    {
      name: '001-effect',
      sql: `CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, event_id text NOT NULL, key text NOT NULL, n int NOT NULL)`,
    },
  ],
};

const movedIn = (topic: string) =>
  defineEvent({
    type: 'sample.counter.moved',
    version: 1,
    topic: { name: topic, title: 'test', partitions: 3, cleanupPolicy: 'delete', audience: 'services' },
    summary: 'test',
    data: z.object({ n: z.int() }),
  });
type Moved = EventOf<ReturnType<typeof movedIn>>;

/** What a test makes the handler do after its effect, by key; nothing by default. */
const behaviours = new Map<string, (event: Moved, context: EventContext) => Promise<void>>();

@Controller()
class CounterConsumer {
  @OnEvent(movedIn(''))
  async moved(event: Moved, context: EventContext): Promise<void> {
    await rows(context.tx, {
      text: 'INSERT INTO effect (event_id, key, n) VALUES ($1, $2, $3)',
      values: [event.id, event.key, event.data.n],
    });
    await behaviours.get(event.key)?.(event, context);
  }
}

@Module({ controllers: [CounterConsumer] })
class SampleModule {}

let database: TestDatabase;
let dataSource: DataSource;
let log: KafkaLog;
let relay: OutboxRelay;
let topic: string;
let dead: RecordingConsumer;
const apps: INestApplication[] = [];

beforeAll(async () => {
  database = await testDatabase(schema);
  topic = await testTopic();
  const url = database.url;
  dataSource = await createDataSource({ url, applicationName: 'consumers-spec', poolSize: 16 }).initialize();
  log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'consumers-spec' });
  relay = new OutboxRelay({ url: database.url, service: 'sample', dataSource, log });
  relay.start();
  dead = await recordingConsumer(`${topic}.dead`);
  await startService();
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await relay.stop();
  await dead.close();
  await log.close();
  await dataSource.destroy();
  await database.drop();
});

async function startService(): Promise<INestApplication> {
  const app = await NestFactory.create(SampleModule, new FastifyAdapter(), { logger: false });
  connectConsumers(app, { reader: 'sample', dataSource, log, events: [movedIn(topic)], handlerTimeLimitMs: 400 });
  await app.startAllMicroservices();
  apps.push(app);
  return app;
}

const record = (key: string, n: number, change: Partial<NewRecord> = {}): NewRecord => ({
  topic,
  key,
  payload: JSON.stringify({ n }),
  ...change,
  headers: {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: 'sample.counter.moved',
    ce_source: '/kezek/sample',
    ce_subject: key,
    ce_time: '2026-03-02T09:00:00Z',
    ce_sequence: String(n),
    ...change.headers,
  },
});

const effects = async (key: string): Promise<number[]> => {
  const found = await dataSource.query<{ n: number }[]>('SELECT n FROM effect WHERE key = $1 ORDER BY id', [key]);
  return found.map(({ n }) => n);
};

const parked = (key: string) =>
  dataSource.query<{ id: number; reason: string; error: string; retry_at: Date | null }[]>(
    'SELECT id, reason, error, retry_at FROM parked_event WHERE key = $1 ORDER BY id',
    [key],
  );

const shows = (key: string, expected: number[]) =>
  waitFor(async () => (await effects(key)).join() === expected.join(), `the effects of ${key} are ${expected.join()}`);

async function operate(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await parkedCommand(dataSource, args, (line) => lines.push(line));
  return { code, lines };
}

test('events of a key have their effects in order, a repeated one only once', async () => {
  const twice = record('order', 2);
  await log.append([record('order', 1), twice, twice, record('order', 3)]);
  await log.append([twice, record('order', 4)]);
  await shows('order', [1, 2, 3, 4]);
});

test('an unknown type is skipped and unknown members are no harm', async () => {
  await log.append([
    record('tolerant', 1, { headers: { ce_type: 'sample.counter.renamed' } }),
    record('tolerant', 2, { payload: '{"n":2,"news":true}' }),
  ]);
  await shows('tolerant', [2]);
});

test('the handler runs in the trace of the event', async () => {
  let trace: string | undefined;
  behaviours.set('traced', () => {
    trace = currentTraceparent();
    return Promise.resolve();
  });
  const ce_traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await log.append([record('traced', 1, { headers: { ce_traceparent } })]);
  await shows('traced', [1]);
  expect(trace).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
});

test('a handler that fails between effect and commit has its effect exactly once', async () => {
  let failures = 0;
  behaviours.set('shaky', () => (failures++ < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve()));
  await log.append([record('shaky', 1), record('shaky', 2)]);
  await shows('shaky', [1, 2]);
  expect(failures).toBeGreaterThan(3);
});

test('a refused event is done without effect and is not tried again and again', async () => {
  let runs = 0;
  behaviours.set('refused', (event) => {
    runs++;
    return event.data.n === 1 ? Promise.reject(new Refusal('ticket-not-waiting')) : Promise.resolve();
  });
  await log.append([record('refused', 1), record('refused', 2)]);
  await shows('refused', [2]);
  // Together with its neighbour, then each alone.
  expect(runs).toBeLessThanOrEqual(3);
  expect(await parked('refused')).toEqual([]);
});

test('a poison event parks its key, others go on; after the fix retry delivers all in order', async () => {
  behaviours.set('poison', (event) => (event.data.n === 2 ? Promise.reject(new Error('bug')) : Promise.resolve()));
  await log.append([1, 2, 3, 4].flatMap((n) => [record('poison', n), record('sound', n)]));
  await shows('sound', [1, 2, 3, 4]);
  await waitFor(async () => (await parked('poison')).length === 3, 'three events are parked');
  expect(await effects('poison')).toEqual([1]);
  expect((await parked('poison')).map(({ reason }) => reason)).toEqual(['failure', 'behind', 'behind']);
  const copy = await waitFor(() => dead.records.find(({ key }) => key === 'poison'), 'a copy for operators');
  expect(copy.headers).toMatchObject({ ce_sequence: '2', kezek_reason: 'failure' });

  const [head, second] = await parked('poison');
  const listed = await operate('list');
  expect(listed.lines.join()).toMatch(/key poison .* 3 waiting .*bug/);
  expect((await operate('show', String(second?.id))).lines.join()).toContain('"n\\":3');

  await operate('retry', String(second?.id));
  await waitFor(async () => (await parked('poison'))[0]?.retry_at !== null, 'it failed again');
  expect(await effects('poison')).toEqual([1]);

  behaviours.delete('poison');
  expect((await operate('retry', 'poison')).lines[0]).toContain(`event ${String(head?.id)} of key poison`);
  await log.append([record('poison', 5)]);
  await shows('poison', [1, 2, 3, 4, 5]);
  expect(await parked('poison')).toEqual([]);
  await log.append([record('poison', 6)]);
  await shows('poison', [1, 2, 3, 4, 5, 6]);
});

test('newer events never overtake those that are just being retried', async () => {
  let broken = true;
  behaviours.set('busy', () => (broken ? Promise.reject(new Error('bug')) : Promise.resolve()));
  await log.append(Array.from({ length: 30 }, (_, n) => record('busy', n)));
  await waitFor(async () => (await parked('busy')).length === 30, 'all are parked');
  broken = false;
  await operate('retry', 'busy');
  for (let n = 30; n < 80; n++) await log.append([record('busy', n)]);
  await shows('busy', Array.from({ length: 80 }, (_, n) => n));
});

test.each([
  ['that is not JSON', { payload: '{"n":' }],
  ['whose data breaks the schema', { payload: '{"n":"one"}' }],
  ['that lacks a header', { headers: { ce_subject: '' } }],
  ['with a NUL in its value', { payload: 'a\0b' }],
])('a record %s is parked at once, for good until somebody skips it', async (name, change) => {
  const key = `contract ${name}`;
  await log.append([record(key, 1), record(key, 2, change), record(key, 3)]);
  await waitFor(async () => (await parked(key)).length === 2, 'it is parked, and what follows it');
  const [head] = await parked(key);
  expect(head).toMatchObject({ reason: 'contract', retry_at: null });
  expect((await operate('skip', String(head?.id))).code).toBe(2);
  expect((await operate('skip', String(head?.id), '--reason', 'sent', 'by', 'mistake')).code).toBe(0);
  await shows(key, [1, 3]);
  const kept = await dataSource.query<{ skip_reason: string }[]>(
    'SELECT skip_reason FROM parked_event_skipped WHERE id = $1',
    [head?.id],
  );
  expect(kept).toEqual([{ skip_reason: 'sent by mistake' }]);
});

test('a handler that takes too long is cut off: what it does afterwards has no effect', async () => {
  const late: Promise<unknown>[] = [];
  let runs = 0;
  behaviours.set('slow', async (_, { signal, tx }) => {
    if (++runs > 1) return;
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    const after = rows(tx, { text: `INSERT INTO effect (event_id, key, n) VALUES ('late', 'slow', 99)` });
    late.push(after.catch((error: unknown) => error));
    await after;
  });
  await log.append([record('slow', 1)]);
  await shows('slow', [1]);
  expect(runs).toBe(2);
  expect(await Promise.all(late)).toEqual([expect.objectContaining({ message: expect.any(String) as string })]);
});

test('while connections to the database are cut nothing is parked, lost or done twice', async () => {
  const admin = new Client({ connectionString: database.adminUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  const total = 300;
  const records = Array.from({ length: total }, (_, n) => record(`cut-${String(n % 7)}`, n));
  for (let from = 0; from < total; from += 50) {
    await log.append(records.slice(from, from + 50));
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'consumers-spec' AND datname = current_database()`);
  }
  const count = async () => {
    const { rows: found } = await admin.query<{ n: string }>(`SELECT count(*) AS n FROM effect WHERE key LIKE 'cut-%'`);
    return Number(found[0]?.n);
  };
  await waitFor(async () => (await count()) >= total, 'every event has its effect', 30_000);
  for (let key = 0; key < 7; key++) {
    const expected = records.map((_, n) => n).filter((n) => n % 7 === key);
    expect(await effects(`cut-${String(key)}`)).toEqual(expected);
  }
  expect(await dataSource.query(`SELECT 1 FROM parked_event WHERE key LIKE 'cut-%'`)).toEqual([]);
  await admin.end();
});

test('a service that stops and one that joins lose nothing and do nothing twice', async () => {
  const total = 600;
  const events = Array.from({ length: total }, (_, n) => record(`move-${String(n % 11)}`, n));
  const appending = (async () => {
    for (let from = 0; from < total; from += 20) await log.append(events.slice(from, from + 20));
  })();
  const done = async () => {
    const [row] = await dataSource.query<{ n: number }[]>(`SELECT count(*) AS n FROM effect WHERE key LIKE 'move-%'`);
    return row?.n ?? 0;
  };
  await startService();
  await waitFor(async () => (await done()) > total / 4, 'a part is done');
  await apps.shift()?.close();
  await appending;
  await waitFor(async () => (await done()) >= total, 'all is done', 40_000);
  for (let key = 0; key < 11; key++) {
    const expected = events.map((_, n) => n).filter((n) => n % 11 === key);
    expect(await effects(`move-${String(key)}`)).toEqual(expected);
  }
  await waitFor(
    async () => (await log.lag(`sample.${topic}`, [topic])).every(({ behind }) => behind === 0),
    'everything is committed',
  );
});

test('a pattern that the catalogue lacks stops the service from starting', async () => {
  const app = await NestFactory.create(SampleModule, new FastifyAdapter(), { logger: false });
  connectConsumers(app, { reader: 'sample', dataSource, log, events: [] });
  await expect(app.startAllMicroservices()).rejects.toThrow(/the catalogue has no such event/);
  await app.close();
});

