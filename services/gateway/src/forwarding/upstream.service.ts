import { Refusal, type ServiceName } from '@kezek/contracts';
import {
  Bulkhead,
  type BulkheadLimits,
  describeError,
  hearErrors,
  logger,
  reducedCapacity,
} from '@kezek/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import type { Body } from './request-body.service';
import { type Failure, failureOf, nextAttempt, patienceMs } from './retry.rules';

export interface UpstreamCall {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly share: Share;
  /** When the caller's patience ends: milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** Ends the call early, when nobody waits for the answer any more. */
  readonly abandoned?: AbortSignal;
}

/**
 * Whose a call is: of somebody with a token; of nobody; the gateway's own reading of boards, for all who watch. Each has
 * sockets of its own to a service: a flood of one leaves the others theirs.
 */
export type Share = 'known' | 'public' | 'boards';

/** Sockets to one service, and calls that may wait for one. */
export type UpstreamLimits = Readonly<Record<Share, BulkheadLimits>>;

/** How much time is left for a call, in milliseconds: a service needs no longer work on what nobody waits for. */
export const deadlineHeader = 'x-deadline-ms';

/**
 * One service behind the gateway: its own sockets, its own lines, so that a dead service costs its own calls only.
 * Each call ends at its deadline.
 * @throws {Refusal} `service-unavailable`, `service-timeout`, for the public `temporary-reduced-capacity`
 */
export class Upstream {
  readonly #pool: Pool;
  readonly #shares: Readonly<Record<Share, Bulkhead>>;
  #unreachable: { readonly since: number; readonly last: number } | undefined;

  constructor(
    readonly name: ServiceName,
    origin: string,
    limits: UpstreamLimits,
  ) {
    const full = () => unavailable(this.name, 'has no free place');
    const share = (whose: Share, refusal: () => Refusal) =>
      new Bulkhead(`${name} ${whose}`, limits[whose], refusal);
    this.#shares = {
      known: share('known', full),
      public: share('public', reducedCapacity),
      boards: share('boards', full),
    };
    this.#pool = new Pool(new URL(origin).origin, {
      connections: limits.known.places + limits.public.places + limits.boards.places,
      pipelining: 1,
      connect: { timeout: 1000 },
      // The deadline of each call is what limits it.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 4000,
    });
  }

  /** Calls under way, and those that wait. */
  get inFlight(): number {
    return Object.values(this.#shares).reduce((sum, { present }) => sum + present, 0);
  }

  async call(call: UpstreamCall): Promise<Dispatcher.ResponseData> {
    const limit = new AbortController();
    const abandon = () => {
      limit.abort();
    };
    const timer = setTimeout(abandon, call.deadline - performance.now());
    call.abandoned?.addEventListener('abort', abandon);
    let leave: (() => void) | undefined;
    const release = () => {
      clearTimeout(timer);
      call.abandoned?.removeEventListener('abort', abandon);
      leave?.();
    };
    try {
      leave = await this.#shares[call.share].enter(limit.signal);
      const answer = await this.#attempts(call, limit.signal);
      answer.body.once('close', release);
      return answer;
    } catch (error) {
      release();
      throw limit.signal.aborted ? new Refusal('service-timeout') : error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #attempts(call: UpstreamCall, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    for (let number = 1; ; number += 1) {
      const answer = await this.#attempt(call, signal);
      if (!(answer instanceof Lost)) return answer;
      if (signal.aborted || answer.cause instanceof Refusal) throw answer.cause;
      const wait = nextAttempt({
        failure: answer.failure,
        safe: call.method === 'GET' || call.method === 'HEAD',
        repeatable: call.body === undefined || Buffer.isBuffer(call.body),
        number,
        unreachableForMs: this.#unreachableForMs(),
      });
      if (wait === undefined) {
        logger('forwarding').warn({ service: this.name, err: describeError(answer.cause) }, 'no answer');
        throw unavailable(this.name, 'cannot be reached');
      }
      await delay(wait, undefined, { signal });
    }
  }

  async #attempt(call: UpstreamCall, signal: AbortSignal): Promise<Dispatcher.ResponseData | Lost> {
    try {
      const { method, path, body } = call;
      const left = String(Math.max(1, Math.floor(call.deadline - performance.now())));
      const headers = { ...call.headers, [deadlineHeader]: left };
      const answer = await this.#pool.request({ method, path, headers, body: body ?? null, signal });
      this.#unreachable = undefined;
      hearErrors(answer.body);
      return answer;
    } catch (error) {
      return this.#lost(failureOf(error), error);
    }
  }

  #lost(failure: Failure, cause: unknown): Lost {
    const now = performance.now();
    // A failure of long ago tells nothing: nobody has tried since.
    const known = this.#unreachable !== undefined && now - this.#unreachable.last < 2 * patienceMs;
    if (failure === 'unsent')
      this.#unreachable = { since: known ? (this.#unreachable?.since ?? now) : now, last: now };
    return new Lost(failure, cause);
  }

  #unreachableForMs(): number {
    return this.#unreachable === undefined ? 0 : performance.now() - this.#unreachable.since;
  }
}

class Lost {
  constructor(
    readonly failure: Failure,
    readonly cause: unknown,
  ) {}
}

const unavailable = (service: ServiceName, what: string): Refusal =>
  new Refusal('service-unavailable', { detail: `The ${service} service ${what}.` });
