import { instant } from '@kezek/contracts';
import { randomUUID } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { TestIssuer, TokenClaims } from './identity';

type Json = Record<string, unknown>;

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

/** Calls a service as its clients do. What a test doesn't say of who asks is the `usual`. */
export class Calls {
  readonly #tokens = new Map<string, Promise<Record<string, string>>>();

  constructor(
    private readonly url: string,
    private readonly issuer: TestIssuer,
    private readonly usual: TokenClaims,
  ) {}

  /**
   * `ask('PUT /offices/X')`, below `/v1`.
   * @throws where the answer says an instant in another form than the one that contracts have: every test looks after that
   */
  async ask<T = Json>(line: string, { body, as = {}, key, ifMatch, accept }: Ask = {}): Promise<Answer<T>> {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`${this.url}/v1${path}`, {
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

  #authorization(as: TokenClaims): Promise<Record<string, string>> {
    const name = JSON.stringify(as);
    const known = this.#tokens.get(name) ?? this.issuer.headers({ ...this.usual, ...as });
    this.#tokens.set(name, known);
    return known;
  }
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

/** @throws for anything that looks like an instant in another form than `2026-03-02T04:00:00.000Z` */
function refuseOtherInstants(said: unknown): void {
  if (typeof said === 'string') {
    if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:/.test(said) && !instant.out.safeParse(said).success)
      throw new Error(`an instant in another form: ${said}`);
  } else if (typeof said === 'object' && said !== null) Object.values(said).forEach(refuseOtherInstants);
}

export interface ToldEvent {
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: Json;
}

/** What a service has said under a key and nothing has taken to Kafka yet, in order. */
export async function toldUnder(dataSource: DataSource, key: string): Promise<ToldEvent[]> {
  const found = await dataSource.query<{ headers: Record<string, string>; payload: string }[]>(
    'SELECT headers, payload FROM outbox WHERE key = $1 ORDER BY id',
    [key],
  );
  return found.map(({ headers, payload }) => {
    const data = JSON.parse(payload) as Json;
    refuseOtherInstants([headers['ce_time'], data]);
    return {
      type: headers['ce_type'] ?? '',
      subject: headers['ce_subject'] ?? '',
      sequence: Number(headers['ce_sequence']),
      data,
    };
  });
}

/** For what a service itself may not. */
export async function asOwner<T extends QueryResultRow>(ownerUrl: string, sql: string): Promise<T[]> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  return (await owner.query<T>(sql).finally(() => owner.end())).rows;
}
