import { instant, operations, type Office } from '@kezek/contracts';
import { createApp, createDataSource, Lifecycle } from '@kezek/platform';
import { fixedClock, testDatabase, testIssuer, type FixedClock, type TokenClaims } from '@kezek/testing';
import { randomUUID } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { AppModule } from '../app.module';
import { anOffice, type Json } from './office.fixture';
import { schema } from '../data-source';
import { NearService } from '../waiting/near.service';
import { SweeperService } from '../day/sweeper.service';
import { TimersService } from '../day/timers.service';

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
  /** Another form than JSON: the body is then `{text}`. */
  readonly accept?: string;
}

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

  readonly #tokens = new Map<string, Promise<Record<string, string>>>();

  private constructor(
    private readonly parts: {
      readonly url: string;
      readonly ownerUrl: string;
      readonly issuer: Awaited<ReturnType<typeof testIssuer>>;
      readonly dataSource: DataSource;
      readonly clock: FixedClock;
      readonly timers: TimersService;
      readonly near: NearService;
      readonly sweeper: SweeperService;
      readonly stop: () => Promise<void>;
    },
  ) {}

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

  /** Whatever is answered says its instants in the one form that contracts have: every test looks after that. */
  async ask<T = Json>(line: string, { body, as = {}, key, ifMatch, accept }: Ask = {}): Promise<Answer<T>> {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`${this.parts.url}/v1${path}`, {
      method,
      headers: {
        ...(await this.#authorization(as)),
        'idempotency-key': key ?? randomUUID(),
        ...(accept !== undefined && { accept }),
        ...(ifMatch !== undefined && { 'if-match': `"${String(ifMatch)}"` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answerOf<T>(response);
  }

  /** For programs that ask by themselves. */
  token(as: TokenClaims): Promise<string> {
    return this.parts.issuer.token({ scopes: allScopes, ...as });
  }

  #authorization(as: TokenClaims): Promise<Record<string, string>> {
    const name = JSON.stringify(as);
    const known =
      this.#tokens.get(name) ?? this.parts.issuer.headers({ scopes: allScopes, sub: 'desk', ...as });
    this.#tokens.set(name, known);
    return known;
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
  async asOwner<T extends QueryResultRow>(sql: string): Promise<T[]> {
    const owner = new Client({ connectionString: this.parts.ownerUrl });
    await owner.connect();
    return (await owner.query<T>(sql).finally(() => owner.end())).rows;
  }

  /** What was said about an office, in order. */
  async events(office: string): Promise<{ type: string; subject: string; sequence: number; data: Json }[]> {
    const found = await this.rows<{ headers: Record<string, string>; payload: string }>(
      'SELECT headers, payload FROM outbox WHERE key = $1 ORDER BY id',
      [office],
    );
    for (const { headers, payload } of found) refuseOtherInstants([headers['ce_time'], JSON.parse(payload)]);
    return found.map(({ headers, payload }) => ({
      type: headers['ce_type'] ?? '',
      subject: headers['ce_subject'] ?? '',
      sequence: Number(headers['ce_sequence']),
      data: JSON.parse(payload) as Json,
    }));
  }

  periods(ticket: unknown): Promise<{ version: number; state: string; from_at: Date; actor: string }[]> {
    return this.rows('SELECT version, state, from_at, actor FROM period WHERE ticket = $1 ORDER BY version', [
      ticket,
    ]);
  }
}

/** @throws for anything that looks like an instant in another form than `2026-03-02T04:00:00.000Z` */
function refuseOtherInstants(said: unknown): void {
  if (typeof said === 'string') {
    if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:/.test(said) && !instant.out.safeParse(said).success)
      throw new Error(`an instant in another form: ${said}`);
  } else if (typeof said === 'object' && said !== null) Object.values(said).forEach(refuseOtherInstants);
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  const body: unknown = text === '' ? {} : json ? JSON.parse(text) : { text };
  refuseOtherInstants(body);
  return {
    status: response.status,
    body: body as T,
    headers: Object.fromEntries(response.headers),
  };
}
