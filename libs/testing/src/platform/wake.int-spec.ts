import {
  createDataSource,
  defineSchema,
  inTransaction,
  KafkaLog,
  onWake,
  OutboxRelay,
  wakeAfterCommit,
  wakeByNotify,
} from '@kezek/platform';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../database';
import { addresses } from '../environment';
import { recordingConsumer, testTopic } from '../kafka';
import { waitFor } from '../wait-for';

/** What a process of a service has: its pool and its relay, whose connection is the way to the others. */
interface Instance {
  readonly dataSource: DataSource;
  /** How often it was woken over what the test is about. */
  woken: number;
  stop(): Promise<void>;
}

const schema = defineSchema({ service: 'sample', migrations: [] });
let database: TestDatabase;
let log: KafkaLog;
const instances: Instance[] = [];

beforeAll(async () => {
  database = await testDatabase(schema);
  log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'wake-spec' });
});
afterEach(async () => {
  await Promise.all(instances.splice(0).map((one) => one.stop()));
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

async function start(service: string): Promise<Instance> {
  const { url } = database;
  const dataSource = await createDataSource({
    url,
    schema,
    applicationName: 'wake-spec',
    poolSize: 4,
  }).initialize();
  const relay = new OutboxRelay({ url, service, dataSource, log });
  const instance: Instance = {
    dataSource,
    woken: 0,
    stop: async () => {
      await relay.stop();
      await dataSource.destroy();
    },
  };
  onWake(dataSource, 'something', () => (instance.woken += 1));
  instances.push(instance);
  relay.start();
  await waitFor(() => instance.woken > 0, 'its line is open');
  return instance;
}

const asAdmin = async <T>(work: (admin: Client) => Promise<T>): Promise<T> => {
  const admin = new Client({ connectionString: database.adminUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
};

const linesOf = (service: string): Promise<number> =>
  asAdmin(async (admin) => {
    const { rowCount } = await admin.query(
      `SELECT FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()`,
      [`${service}-relay`],
    );
    return rowCount ?? 0;
  });

const cut = (service: string): Promise<unknown> =>
  asAdmin((admin) =>
    admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND datname = current_database()`,
      [`${service}-relay`],
    ),
  );

const commit = (dataSource: DataSource): Promise<void> =>
  inTransaction(dataSource, (tx) => {
    wakeAfterCommit(tx, 'something');
    wakeAfterCommit(tx, 'something');
    return Promise.resolve();
  });

test('a commit wakes its own process once, a rollback nobody', async () => {
  const one = await start('one');
  const before = one.woken;
  await commit(one.dataSource);
  expect(one.woken).toBe(before + 1);
  const failed = inTransaction(one.dataSource, (tx) => {
    wakeAfterCommit(tx, 'something');
    return Promise.reject(new Error('no'));
  });
  await expect(failed).rejects.toThrow('no');
  expect(one.woken).toBe(before + 1);
});

test('a commit wakes the other processes', async () => {
  const one = await start('one');
  const other = await start('other');
  const before = other.woken;
  await waitFor(async () => {
    await commit(one.dataSource);
    return other.woken > before;
  }, 'the other one is woken');
});

test('a program without a line of its own wakes by PostgreSQL, when it commits', async () => {
  const one = await start('one');
  const before = one.woken;
  await inTransaction(one.dataSource, async (tx) => {
    await wakeByNotify(tx, 'something');
    expect(one.woken).toBe(before);
  });
  await waitFor(() => one.woken > before, 'it is woken');
});

test('a line that was cut is there again, and whoever slept meanwhile looks', async () => {
  const one = await start('one');
  const other = await start('other');
  const before = other.woken;
  await cut('other');
  await waitFor(async () => (await linesOf('other')) === 1 && other.woken > before, 'it has looked');
  const again = other.woken;
  await waitFor(async () => {
    await commit(one.dataSource);
    return other.woken > again;
  }, 'the other one is woken as before');
});

test('what a process leaves that dies before it wakes anybody is sent all the same', async () => {
  const topic = await testTopic();
  const seen = await recordingConsumer(topic);
  try {
    await start('one');
    await asAdmin((admin) =>
      admin.query(
        `INSERT INTO outbox (shard, topic, key, headers, payload) VALUES (3, $1, 'k', '{}', '{}')`,
        [topic],
      ),
    );
    await waitFor(() => seen.records.length === 1, 'it is in Kafka');
  } finally {
    await seen.close();
  }
});
