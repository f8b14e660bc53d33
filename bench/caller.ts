import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { Stage } from './stage.ts';

export interface Ticket {
  readonly id: string;
  readonly trackingToken: string;
  readonly number: string;
}

/** A client of the gateway with one token and one connection; anything but the answer it wants is an error. */
export class Caller {
  readonly #pool: Pool;
  readonly #token: string;

  private constructor(gateway: string, token: string) {
    this.#pool = new Pool(gateway, { connections: 1, headersTimeout: 30_000 });
    this.#token = token;
  }

  static async as(client: string, { sandbox }: Stage): Promise<Caller> {
    return new Caller(sandbox.running.gateway, await sandbox.token(client));
  }

  post<T = Ticket>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>('POST', path, body);
  }

  /** The answer's text. */
  async get(path: string, accept = 'application/json'): Promise<string> {
    const headers = { authorization: `Bearer ${this.#token}`, accept };
    const answer = await this.#pool.request({ path: `/v1${path}`, method: 'GET', headers });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`GET ${path}: ${String(answer.statusCode)} ${text}`);
    return text;
  }

  /** Undefined for 204. */
  async send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const answer = await this.#pool.request({
      path: `/v1${path}`,
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${String(answer.statusCode)} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** So many callers for as long as the work takes. */
export async function withCallers<T>(
  stage: Stage,
  clients: readonly string[],
  work: (callers: readonly Caller[]) => Promise<T>,
): Promise<T> {
  const some = await Promise.all(clients.map((client) => Caller.as(client, stage)));
  try {
    return await work(some);
  } finally {
    await Promise.all(some.map((caller) => caller.close()));
  }
}

export const operators = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `operator-turksib-${String(index + 1)}`);
