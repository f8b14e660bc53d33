import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '@kezek/stack';

/** The members that the tests look at; which of them are there depends on the call. */
export interface Body {
  readonly id: string;
  readonly trackingToken: string;
  readonly number: string;
  readonly state: string;
  readonly code: string;
  readonly actions: string[];
  readonly version: number;
  readonly counter: string;
  readonly detail: string;
  readonly opensAt: string;
  readonly traceId: string;
  readonly errors: { pointer: string; code: string }[];
  readonly items: Body[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Body;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of the gateway with one token, as a district's programmer would write it. */
export class Desk {
  private constructor(
    private readonly gateway: string,
    private readonly token: string | undefined,
  ) {}

  static async of(sandbox: Sandbox, client?: string): Promise<Desk> {
    return new Desk(sandbox.running.gateway, client === undefined ? undefined : await sandbox.token(client));
  }

  /** One attempt. A POST gets a key of its own unless it brings one (an empty one is not sent). */
  async call(path: string, { method = 'GET', body, headers = {} }: Call = {}): Promise<Answer> {
    const answer = await fetch(`${this.gateway}/v1${path}`, {
      method,
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text, body: parsed(text) };
  }

  /** Until it is answered by the service itself: the same key again after every failure, as the contract says. */
  async insist(path: string, call: Call = {}): Promise<Answer> {
    const headers = { ...call.headers, ...(call.method === 'POST' && { 'idempotency-key': randomUUID() }) };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.call(path, { ...call, headers }).catch((error: unknown) => error as Error);
      const unsettled =
        answer instanceof Error || answer.status >= 500 || answer.body.code === 'request-in-progress';
      if (!unsettled) return answer;
      if (attempt === 200) throw answer instanceof Error ? answer : new Error(`${path}: ${answer.text}`);
      await pause(50 + Math.random() * 200);
    }
  }
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}
