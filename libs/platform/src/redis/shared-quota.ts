import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { describeError, logger } from '../telemetry/logger';
import type { SharedRedis } from './shared-redis';

/** So many calls in so many seconds, which begin with the first of them. */
export interface Quota {
  readonly calls: number;
  readonly seconds: number;
}

/** What is left of a quota after a call. */
export interface Spent {
  readonly exceeded: boolean;
  readonly left: number;
  /** Seconds until all of it is there again, rounded up. */
  readonly resetSeconds: number;
}

/**
 * A quota for each key, counted in Redis by all processes together. While Redis is away each process counts by itself,
 * as strictly, from nothing: what was counted before is neither needed nor lost.
 */
export class SharedQuota {
  readonly #limiter: RateLimiterRedis;

  /** @param name of the quota; part of the keys in Redis */
  constructor(
    redis: SharedRedis,
    readonly name: string,
    readonly quota: Quota,
  ) {
    const common = { keyPrefix: `quota:${name}`, points: quota.calls, duration: quota.seconds };
    this.#limiter = new RateLimiterRedis({
      ...common,
      storeClient: redis.client,
      rejectIfRedisNotReady: true,
      // Who has used everything up is refused without asking again.
      inMemoryBlockOnConsumed: quota.calls + 1,
      insuranceLimiter: new RateLimiterMemory(common),
    });
  }

  /** Counts one call of the key. */
  async spend(key: string): Promise<Spent> {
    try {
      return this.#told(await this.#limiter.consume(key), false);
    } catch (error) {
      if (error instanceof RateLimiterRes) return this.#told(error, true);
      // A limit that can't be counted stops nobody.
      logger('quota').error({ err: describeError(error), quota: this.name }, 'a call could not be counted');
      return { exceeded: false, left: this.quota.calls, resetSeconds: this.quota.seconds };
    }
  }

  #told({ remainingPoints, msBeforeNext }: RateLimiterRes, exceeded: boolean): Spent {
    return { exceeded, left: exceeded ? 0 : remainingPoints, resetSeconds: Math.ceil(msBeforeNext / 1000) };
  }
}
