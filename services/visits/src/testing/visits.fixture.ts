import { operations } from '@kezek/contracts';
import { createApp, createDataSource, Lifecycle } from '@kezek/platform';
import {
  fixedClock,
  testDatabase,
  testIssuer,
  type FixedClock,
  type TestDatabase,
  type TokenClaims,
} from '@kezek/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { AppModule, type Surroundings } from '../app.module';
import { schema } from '../data-source';

export type Json = Record<string, unknown>;

export interface Answer<T = Json> {
  readonly status: number;
  readonly body: T;
  readonly headers: Record<string, unknown>;
}

export interface Ask {
  readonly body?: unknown;
  readonly as?: TokenClaims;
  /** A new one for each call where absent. */
  readonly key?: string;
  readonly ifMatch?: number;
}

/** Staff of every facility who may do everything. */
const staff: TokenClaims = {
  sub: 'clerk',
  kind: 'staff',
  scopes: ['visits:book', 'visits:operate', 'visits:manage'],
};

/** 9 March 2026, a Monday, 10:00 in Almaty. */
export const startsAt = '2026-03-09T05:00:00.000Z';

/** The rules of a facility as they are put, as little as has to be said. */
export const rulesBody = (more: Json = {}): Json => ({
  adultAge: 18,
  visitorsAtMost: 3,
  notice: { relative: { minDays: 1, maxDays: 30 }, lawyer: { minDays: 0, maxDays: 14 } },
  weekStartsOn: 'mon',
  lockers: [],
  ...more,
});

/** Of the service that is tested. */
export const personalDataKey = Buffer.alloc(32, 1);

/** What is not as usual. */
interface Start extends Partial<Pick<Surroundings, 'personalDataKey' | 'previousPersonalDataKeys'>> {
  /** Another process of the service, over the database of this one. */
  readonly over?: VisitsFixture;
}

/** The service over a database of its own, with a clock that stands still. */
export class VisitsFixture {
  static async start({ over, ...keys }: Start = {}): Promise<VisitsFixture> {
    const [database, issuer] = await Promise.all([over?.database ?? testDatabase(schema), testIssuer()]);
    const lifecycle = new Lifecycle();
    const clock = fixedClock(startsAt);
    const url = database.url;
    const dataSource = createDataSource({ url, schema, applicationName: 'visits-test', poolSize: 20 });
    await dataSource.initialize();
    const app = await createApp(
      AppModule.with({ dataSource: () => Promise.resolve(dataSource), personalDataKey, ...keys }),
      {
        service: 'visits',
        identity: issuer.settings,
        operations,
        clock,
        lifecycle,
      },
    );
    await app.listen(0, '127.0.0.1');
    const stop = async () => {
      await app.close();
      await lifecycle.stop();
      await issuer.close();
      if (over === undefined) await database.drop();
    };
    return new VisitsFixture({ app, url: await app.getUrl(), database, issuer, clock, stop });
  }

  readonly #tokens = new Map<string, Promise<Record<string, string>>>();

  private constructor(
    private readonly parts: {
      readonly app: NestFastifyApplication;
      readonly url: string;
      readonly database: TestDatabase;
      readonly issuer: Awaited<ReturnType<typeof testIssuer>>;
      readonly clock: FixedClock;
      readonly stop: () => Promise<void>;
    },
  ) {}

  get app(): NestFastifyApplication {
    return this.parts.app;
  }

  get database(): TestDatabase {
    return this.parts.database;
  }

  get clock(): FixedClock {
    return this.parts.clock;
  }

  get dataSource(): DataSource {
    return this.parts.app.get(DataSource);
  }

  stop(): Promise<void> {
    return this.parts.stop();
  }

  async ask<T = Json>(line: string, { body, as = {}, key, ifMatch }: Ask = {}): Promise<Answer<T>> {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`${this.parts.url}/v1${path}`, {
      method,
      headers: {
        ...(await this.#authorization(as)),
        'idempotency-key': key ?? randomUUID(),
        ...(ifMatch !== undefined && { 'if-match': `"${String(ifMatch)}"` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? {} : JSON.parse(text)) as T,
      headers: Object.fromEntries(response.headers),
    };
  }

  /** What is not said of who asks is said of staff who may do everything. */
  #authorization(as: TokenClaims): Promise<Record<string, string>> {
    const name = JSON.stringify(as);
    const known = this.#tokens.get(name) ?? this.parts.issuer.headers({ ...staff, ...as });
    this.#tokens.set(name, known);
    return known;
  }

  /** A fresh facility, so that tests of one file don't meet. */
  async facility(more: Json = {}): Promise<string> {
    const office = `ALM-${randomUUID().slice(0, 8).toUpperCase()}`;
    const { status, body } = await this.ask(`PUT /facilities/${office}/rules`, { body: rulesBody(more) });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return office;
  }

  rows<T = Json>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.dataSource.query<T[]>(sql, values);
  }

  /** For what the service itself may not. */
  async asOwner<T extends QueryResultRow>(sql: string): Promise<T[]> {
    const owner = new Client({ connectionString: this.database.ownerUrl });
    await owner.connect();
    return (await owner.query<T>(sql).finally(() => owner.end())).rows;
  }

  /** What was said under a key, in order. */
  async events(key: string): Promise<{ type: string; subject: string; sequence: number; data: Json }[]> {
    const found = await this.rows<{ headers: Record<string, string>; payload: string }>(
      'SELECT headers, payload FROM outbox WHERE key = $1 ORDER BY id',
      [key],
    );
    return found.map(({ headers, payload }) => ({
      type: headers['ce_type'] ?? '',
      subject: headers['ce_subject'] ?? '',
      sequence: Number(headers['ce_sequence']),
      data: JSON.parse(payload) as Json,
    }));
  }
}
