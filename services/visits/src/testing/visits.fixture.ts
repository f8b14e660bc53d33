import { operations } from '@kezek/contracts';
import { createApp, createDataSource, Lifecycle } from '@kezek/platform';
import {
  asOwner,
  Calls,
  fixedClock,
  testDatabase,
  testIssuer,
  toldUnder,
  type Answer,
  type Ask,
  type FixedClock,
  type TestDatabase,
  type TestIssuer,
  type TokenClaims,
  type ToldEvent,
} from '@kezek/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { AppModule, type Surroundings } from '../app.module';
import { schema } from '../data-source';
import { rulesBody } from './timetable-of.fixture';

export type Json = Record<string, unknown>;

export type { Answer, Ask } from '@kezek/testing';

/** Staff of every facility who may do everything. */
const staff: TokenClaims = {
  sub: 'clerk',
  kind: 'staff',
  scopes: ['visits:book', 'visits:operate', 'visits:manage'],
};

/** 9 March 2026, a Monday, 10:00 in Almaty. */
export const startsAt = '2026-03-09T05:00:00.000Z';

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

  readonly #calls: Calls;

  private constructor(
    private readonly parts: {
      readonly app: NestFastifyApplication;
      readonly url: string;
      readonly database: TestDatabase;
      readonly issuer: TestIssuer;
      readonly clock: FixedClock;
      readonly stop: () => Promise<void>;
    },
  ) {
    this.#calls = new Calls(parts.url, parts.issuer, staff);
  }

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

  /** As staff who may do everything where nothing else is said. */
  ask<T = Json>(line: string, ask?: Ask): Promise<Answer<T>> {
    return this.#calls.ask<T>(line, ask);
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
  asOwner<T extends QueryResultRow>(sql: string): Promise<T[]> {
    return asOwner<T>(this.database.ownerUrl, sql);
  }

  /** What was said under a key, in order. */
  events(key: string): Promise<ToldEvent[]> {
    return toldUnder(this.dataSource, key);
  }
}
