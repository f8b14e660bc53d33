import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@kezek/platform';
import type { Action } from './refusals';
import { Tally } from './tally';

/** A running system: where its gateway is, how to get a token, and what time it is there. */
export interface City {
  readonly gateway: string;
  readonly token: (client: string) => Promise<string>;
  readonly clock: Clock;
}

/** The members of answers that the driver looks at; which of them are there depends on the call. */
export interface Body {
  readonly id: string;
  readonly trackingToken: string;
  readonly number: string;
  readonly service: string;
  readonly state: string;
  readonly outcome?: string;
  readonly code: string;
  readonly detail?: string;
  readonly items: readonly Body[];
  readonly next?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

export interface Command {
  readonly action: Action;
  /** Absent: without a token, as visitors do. */
  readonly client?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

const tokenForMs = 30 * 60_000;
const timeLimitMs = 15_000;
const attemptsAtMost = 100;
const again = new Set(['request-in-progress', 'conflict']);

/** A patient client of the gateway. */
export class Api {
  readonly tally = new Tally();
  readonly #tokens = new Map<string, { token: Promise<string>; until: number }>();

  constructor(private readonly city: City) {}

  /**
   * Asks until the service itself has answered: after a failure the same again, under the same `Idempotency-Key`, as
   * the contract says.
   */
  async ask(command: Command): Promise<Answer> {
    const key = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#attempt(command, key).catch((cause: unknown) => ({ cause }));
      if (!('cause' in answer) && answer.status < 500 && !again.has(answer.body.code)) {
        if (answer.status >= 400)
          this.tally.refused(command.action, answer.body.code, `${command.path} ${answer.body.detail ?? ''}`);
        return answer;
      }
      if (attempt === attemptsAtMost)
        throw new Error(`${command.path} had no answer`, 'cause' in answer ? answer : undefined);
      this.tally.repeats += 1;
      await pause(Math.min(1_000, 50 * attempt));
    }
  }

  async #attempt({ client, method, path, body }: Command, key: string): Promise<Answer> {
    this.tally.requests += 1;
    const answer = await fetch(`${this.city.gateway}/v1${path}`, {
      method,
      headers: {
        ...(client !== undefined && { authorization: `Bearer ${await this.#token(client)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeLimitMs),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }

  #token(client: string): Promise<string> {
    const known = this.#tokens.get(client);
    if (known !== undefined && performance.now() < known.until) return known.token;
    const token = this.city.token(client);
    this.#tokens.set(client, { token, until: performance.now() + tokenForMs });
    token.catch(() => this.#tokens.delete(client));
    return token;
  }
}
