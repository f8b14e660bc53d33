import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopicDefinition } from '@kezek/contracts';
import { Redis } from 'ioredis';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { Client } from 'pg';
import { grantAgencies } from '../kafka/agencies';
import { kafkaClient } from '../kafka/client';
import { createTopics } from '../kafka/topics';
import { ownParts, readSettings } from '../settings';
import { until } from '../until';
import { describeInDocker } from './docker.fixture';
import { type Infrastructure, startInfrastructure } from './infrastructure';

const agency = { name: 'agency-akimat', password: 'a-password-of-the-tests' };
const open: TopicDefinition = {
  name: 'open.v1',
  title: 'For agencies',
  partitions: 2,
  cleanupPolicy: 'delete',
  retentionMs: 3_600_000,
  audience: 'agencies',
};
const closed: TopicDefinition = { ...open, name: 'closed.v1', title: 'For nobody', audience: 'private' };

describe('embedded infrastructure', () => {
  behavesAsInfrastructure('embedded');
});

describeInDocker('infrastructure in Docker', () => {
  behavesAsInfrastructure('docker');
});

function behavesAsInfrastructure(provider: 'embedded' | 'docker'): void {
  let dir: string;
  let infrastructure: Infrastructure;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-infrastructure-'));
    infrastructure = await startInfrastructure({
      dataDir: dir,
      parts: ['postgres', 'kafka', 'redis'],
      agencies: [agency],
      postgresPassword: 'secret',
      throwaway: true,
      settings: { ...ownParts(readSettings()), provider },
    });
  }, 180_000);

  afterAll(async () => {
    await infrastructure.stop();
    await rm(dir, { recursive: true });
  });

  const brokers = () => [...infrastructure.kafka.brokers];

  async function query(sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: infrastructure.postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function produce(kafka: Kafka, topic: string, key: string): Promise<void> {
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    try {
      await producer.send({ topic, acks: -1, messages: [{ key, value: 'value' }] });
    } finally {
      await producer.disconnect();
    }
  }

  /** Reads until the record with this key comes; throws what the broker refuses. */
  async function read(kafka: Kafka, groupId: string, topic: string, key: string): Promise<void> {
    const consumer = kafka.consumer({
      groupId,
      retry: { retries: 0, restartOnFailure: () => Promise.resolve(false) },
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        consumer.on('consumer.crash', ({ payload }) => {
          reject(payload.error);
        });
        void consumer.run({
          eachMessage: ({ message }) => {
            if (message.key?.toString() === key) resolve();
            return Promise.resolve();
          },
        });
      });
    } finally {
      await consumer.disconnect();
    }
  }

  const asAgency = (password = agency.password) =>
    new Kafka({
      clientId: 'agency',
      brokers: [...infrastructure.kafka.agencyBrokers],
      sasl: { mechanism: 'scram-sha-512', username: agency.name, password },
      logLevel: logLevel.NOTHING,
      retry: { retries: 2, initialRetryTime: 50 },
    });

  it('is PostgreSQL 18, Kafka and Redis', async () => {
    expect(await query('SHOW server_version_num')).toMatchObject([
      { server_version_num: expect.stringMatching(/^18/) },
    ]);
    const redis = new Redis(infrastructure.redis.url);
    await redis.xadd('stream', '*', 'field', 'value');
    expect(await redis.xlen('stream')).toBe(1);
    await redis.quit();
    expect(infrastructure.kafka.agencyBrokers).toHaveLength(1);
  });

  describe('topics', () => {
    const widths = async () => {
      const admin = kafkaClient(brokers()).admin();
      await admin.connect();
      try {
        const { topics } = await admin.fetchTopicMetadata({ topics: [open.name, closed.name] });
        return Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]));
      } finally {
        await admin.disconnect();
      }
    };

    it('are made once, widened when defined wider, never narrowed', async () => {
      await createTopics(brokers(), [open, closed]);
      await createTopics(brokers(), [open, closed]);
      expect(await widths()).toEqual({ 'open.v1': 2, 'closed.v1': 2 });
      await createTopics(brokers(), [
        { ...open, partitions: 3 },
        { ...closed, partitions: 1 },
      ]);
      await until(async () => (await widths())['open.v1'] === 3, {
        timeoutMs: 10_000,
        what: 'a wider topic',
      });
      expect((await widths())['closed.v1']).toBe(2);
    });

    it('are never made by writing to them', async () => {
      await expect(
        produce(
          new Kafka({ brokers: brokers(), logLevel: logLevel.NOTHING, retry: { retries: 1 } }),
          'nowhere',
          'k',
        ),
      ).rejects.toThrow();
    });
  });

  describe('an agency', () => {
    beforeAll(async () => {
      await createTopics(brokers(), [open, closed]);
      await grantAgencies(brokers(), [agency.name], [open, closed]);
    });

    it('reads a topic for agencies in a group of its own', async () => {
      const key = randomUUID();
      await produce(kafkaClient(brokers()), open.name, key);
      await read(asAgency(), `${agency.name}.reader`, open.name, key);
    });

    it('is refused with a wrong password', async () => {
      await expect(asAgency('wrong').admin().connect()).rejects.toThrow(/authentication/i);
    });

    it('is refused another topic', async () => {
      await expect(read(asAgency(), `${agency.name}.reader`, closed.name, 'k')).rejects.toThrow(
        /authorized|does not host/i,
      );
    });

    it("is refused somebody else's group", async () => {
      await expect(read(asAgency(), 'notifications.open.v1', open.name, 'k')).rejects.toThrow(
        // kafkajs's word for "not authorized for this group"
        /authorized|group coordinator/i,
      );
    });

    it('is refused to write', async () => {
      await expect(produce(asAgency(), open.name, 'k')).rejects.toThrow(/authorized/i);
    });
  });

  describe('a part that is killed', () => {
    const revived = (part: { pid: number | undefined }, before: number | undefined) =>
      until(() => part.pid !== undefined && part.pid !== before, {
        timeoutMs: 30_000,
        what: 'the part coming back',
      });

    it('comes back on the same port with its data: PostgreSQL', async () => {
      await query('CREATE TABLE kept AS SELECT 1 AS one');
      const { part } = infrastructure.postgres;
      const before = part.pid;
      part.kill('SIGKILL');
      await until(() => part.pid !== before, { timeoutMs: 10_000, what: 'the end of PostgreSQL' });
      await revived(part, before);
      const rows = await until(() => query('SELECT one FROM kept'), { timeoutMs: 30_000, what: 'an answer' });
      expect(rows).toEqual([{ one: 1 }]);
    });

    it('comes back on the same port with its data: Kafka', async () => {
      await createTopics(brokers(), [open]);
      const key = randomUUID();
      await produce(kafkaClient(brokers()), open.name, key);
      const { part } = infrastructure.kafka;
      const before = part.pid;
      part.kill('SIGKILL');
      await revived(part, before);
      await until(
        () => read(kafkaClient(brokers()), `after-${randomUUID()}`, open.name, key).then(() => true),
        {
          timeoutMs: 30_000,
          what: 'the record that was written before',
        },
      );
    });

    it('stays down when it was stopped on purpose, until it is started', async () => {
      const { part } = infrastructure.kafka;
      await part.stop();
      expect(part.pid).toBeUndefined();
      await expect(
        new Kafka({ brokers: brokers(), logLevel: logLevel.NOTHING, retry: { retries: 0 } })
          .admin()
          .connect(),
      ).rejects.toThrow(/ECONNREFUSED/);
      await part.start();
      await produce(kafkaClient(brokers()), open.name, 'again');
    });
  });
}
