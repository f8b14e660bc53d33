import { operations, type Office } from '@kezek/contracts';
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
  type TestIssuer,
  type TokenClaims,
  type ToldEvent,
} from '@kezek/testing';
import { randomUUID } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { AppModule } from '../app.module';
import { anOffice, type Json } from './office.fixture';
import { schema } from '../data-source';
import { NearService } from '../waiting/near.service';
import { SweeperService } from '../day/sweeper.service';
import { TimersService } from '../day/timers.service';

export type { Answer, Ask } from '@kezek/testing';

const allScopes = ['queue:read', 'queue:issue', 'queue:operate', 'queue:admin'];

export const startsAt = '2026-03-10T05:00:00.000Z';

/** The queue service over a database of its own, with a clock that stands still. */
export class QueueFixture {
  static async start(): Promise<QueueFixture> {
    const database = await testDatabase(schema);
    const issuer = await testIssuer();
    const lifecycle = new Lifecycle();
    const clock = fixedClock(startsAt);
    const dataSource = createDataSource({
      url: database.url,
      schema,
      applicationName: 'queue-test',
      poolSize: 20,
    });
    await dataSource.initialize();
    const app = await createApp(
      AppModule.with({ dataSource: () => Promise.resolve(dataSource), personalDataKey: Buffer.alloc(32, 1) }),
      {
        service: 'queue',
        identity: issuer.settings,
        operations,
        clock,
        lifecycle,
      },
    );
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const stop = async () => {
      await app.close();
      await lifecycle.stop();
      await issuer.close();
      await database.drop();
    };
    const services = {
      timers: app.get(TimersService),
      near: app.get(NearService),
      sweeper: app.get(SweeperService),
    };
    return new QueueFixture({
      url,
      issuer,
      ownerUrl: database.ownerUrl,
      dataSource,
      clock,
      ...services,
      stop,
    });
  }

  readonly #calls: Calls;

  private constructor(
    private readonly parts: {
      readonly url: string;
      readonly ownerUrl: string;
      readonly issuer: TestIssuer;
      readonly dataSource: DataSource;
      readonly clock: FixedClock;
      readonly timers: TimersService;
      readonly near: NearService;
      readonly sweeper: SweeperService;
      readonly stop: () => Promise<void>;
    },
  ) {
    this.#calls = new Calls(parts.url, parts.issuer, { scopes: allScopes, sub: 'desk' });
  }

  get url(): string {
    return this.parts.url;
  }

  get clock(): FixedClock {
    return this.parts.clock;
  }

  get timers(): TimersService {
    return this.parts.timers;
  }

  get near(): NearService {
    return this.parts.near;
  }

  get sweeper(): SweeperService {
    return this.parts.sweeper;
  }

  get dataSource(): DataSource {
    return this.parts.dataSource;
  }

  stop(): Promise<void> {
    return this.parts.stop();
  }

  ask<T = Json>(line: string, ask?: Ask): Promise<Answer<T>> {
    return this.#calls.ask<T>(line, ask);
  }

  /** For programs that ask by themselves. */
  token(as: TokenClaims): Promise<string> {
    return this.parts.issuer.token({ scopes: allScopes, ...as });
  }

  /** A fresh office, so that tests of one file don't meet. */
  async office(more: Partial<Office> = {}): Promise<string> {
    const code = `ALM-${randomUUID().slice(0, 8).toUpperCase()}`;
    const { status, body } = await this.ask(`PUT /offices/${code}`, { body: anOffice(more) });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return code;
  }

  issue(office: string, more: Json = {}, ask: Ask = {}): Promise<Answer> {
    const body = { service: 'reports', channel: 'kiosk', language: 'kk', ...more };
    return this.ask(`POST /offices/${office}/tickets`, { ...ask, body });
  }

  open(office: string, counter = '1', ask: Ask = {}): Promise<Answer> {
    return this.ask(`PUT /offices/${office}/counters/${counter}/session`, { body: {}, ...ask });
  }

  callNext(office: string, counter = '1', ask: Ask = {}): Promise<Answer> {
    return this.ask(`POST /offices/${office}/counters/${counter}/call-next`, { body: {}, ...ask });
  }

  command(ticket: unknown, action: string, body: Json = {}, ask: Ask = {}): Promise<Answer> {
    return this.ask(`POST /tickets/${String(ticket)}/${action}`, { ...ask, body });
  }

  rows<T = Json>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.dataSource.query<T[]>(sql, values);
  }

  /** For what the service itself may not. */
  asOwner<T extends QueryResultRow>(sql: string): Promise<T[]> {
    return asOwner<T>(this.parts.ownerUrl, sql);
  }

  /** What was said about an office, in order. */
  events(office: string): Promise<ToldEvent[]> {
    return toldUnder(this.dataSource, office);
  }

  periods(ticket: unknown): Promise<{ version: number; state: string; from_at: Date; actor: string }[]> {
    return this.rows('SELECT version, state, from_at, actor FROM period WHERE ticket = $1 ORDER BY version', [
      ticket,
    ]);
  }
}
