import { defineEvent, type EventOf } from '@kezek/contracts';
import {
  connectConsumers,
  createDataSource,
  defineSchema,
  KafkaLog,
  OnEvent,
  OutboxRelay,
  parkedCommand,
  rows,
  SqlMigration,
  type EventContext,
  type NewRecord,
} from '@kezek/platform';
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { testDatabase, type TestDatabase } from '../database';
import { addresses } from '../environment';
import { testTopic } from '../kafka';
import { waitFor } from '../wait-for';

class Effect1767225600001 extends SqlMigration {
  readonly sql = `CREATE TABLE effect
    (id bigint GENERATED ALWAYS AS IDENTITY, event_id text NOT NULL, key text NOT NULL, n int NOT NULL)`;
}

const schema = defineSchema({ service: 'sample', migrations: [Effect1767225600001] });

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
export const behaviours = new Map<string, (event: Moved, context: EventContext) => Promise<void>>();

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

interface Parts {
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly topic: string;
  readonly log: KafkaLog;
  readonly relay: OutboxRelay;
}

/** A service with one consumer whose handler does what the test says, on a topic and a database of its own. */
export class SampleService {
  readonly apps: INestApplication[] = [];

  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly topic: string;
  readonly log: KafkaLog;
  readonly #relay: OutboxRelay;

  private constructor(parts: Parts) {
    this.database = parts.database;
    this.dataSource = parts.dataSource;
    this.topic = parts.topic;
    this.log = parts.log;
    this.#relay = parts.relay;
  }

  static async start(): Promise<SampleService> {
    const database = await testDatabase(schema);
    const topic = await testTopic();
    const { url } = database;
    const options = { url, schema, applicationName: 'consumers-spec', poolSize: 16 };
    const dataSource = await createDataSource(options).initialize();
    const log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'consumers-spec' });
    const relay = new OutboxRelay({ url, service: 'sample', dataSource, log });
    relay.start();
    const sample = new SampleService({ database, dataSource, topic, log, relay });
    await sample.startInstance();
    return sample;
  }

  async startInstance(events = [movedIn(this.topic)]): Promise<void> {
    const { dataSource, log } = this;
    const app = await NestFactory.create(SampleModule, new FastifyAdapter(), { logger: false });
    this.apps.push(app);
    connectConsumers(app, { reader: 'sample', dataSource, log, events, handlerTimeLimitMs: 400 });
    await app.startAllMicroservices();
  }

  async stop(): Promise<void> {
    for (const app of this.apps) await app.close();
    await this.#relay.stop();
    await this.log.close();
    await this.dataSource.destroy();
    await this.database.drop();
  }

  record(key: string, n: number, change: Partial<NewRecord> = {}): NewRecord {
    return {
      topic: this.topic,
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
    };
  }

  async effects(key: string): Promise<number[]> {
    const text = 'SELECT n FROM effect WHERE key = $1 ORDER BY id';
    const found = await this.dataSource.query<{ n: number }[]>(text, [key]);
    return found.map(({ n }) => n);
  }

  shows(key: string, expected: readonly number[]): Promise<true> {
    const same = async () => (await this.effects(key)).join() === expected.join();
    return waitFor(same, `the effects of ${key} are ${expected.join()}`);
  }

  parked(key: string) {
    return this.dataSource.query<{ id: number; reason: string; error: string; retry_at: Date | null }[]>(
      'SELECT id, reason, error, retry_at FROM parked_event WHERE key = $1 ORDER BY id',
      [key],
    );
  }

  async operate(...args: string[]): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = [];
    const code = await parkedCommand(this.dataSource, args, (line) => lines.push(line));
    return { code, lines };
  }
}
