import { Redis } from 'ioredis';
import type { CheckResult } from '../health/health-registry';
import { hearErrors } from '../telemetry/hear-errors';
import { describeError, logger } from '../telemetry/logger';

const commandTimeLimitMs = 100;
/** Nothing was heard for so long after something was asked: the line is dead, or who is at its end is. */
const silenceAtMostMs = 1000;
const connectTimeLimitMs = 2000;
const retryAtMostMs = 2000;

/**
 * What the processes of a service share, in Redis. Nobody needs it: whoever asks has its own answer at hand for when
 * Redis is away, and is told so at once. A command never waits for a connection, and for an answer a tenth of a second
 * at most; a server that stands still loses the connection after a second, and from then on nobody waits for it at all.
 */
export class SharedRedis {
  readonly client: Redis;
  #told: boolean | undefined;

  /** @param url `redis://` or `rediss://`; connecting begins at once and is tried for ever */
  constructor(url: string) {
    this.client = hearErrors(
      new Redis(url, {
        commandTimeout: commandTimeLimitMs,
        socketTimeout: silenceAtMostMs,
        connectTimeout: connectTimeLimitMs,
        enableOfflineQueue: false,
        autoResendUnfulfilledCommands: false,
        maxRetriesPerRequest: 0,
        retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), retryAtMostMs),
      }),
    );
    let cause: unknown;
    this.client.on('error', (error) => (cause = error));
    this.client.on('ready', () => {
      this.#tell(true, undefined);
    });
    this.client.on('close', () => {
      this.#tell(false, cause);
    });
  }

  get here(): boolean {
    return this.client.status === 'ready';
  }

  /** For `HealthRegistry.onInformation`. */
  check(): CheckResult {
    return this.here ? { ok: true } : { ok: false, detail: 'away: each process counts by itself' };
  }

  close(): void {
    this.#told = false;
    this.client.disconnect();
  }

  // Once for each change, however often it is tried.
  #tell(here: boolean, cause: unknown): void {
    if (this.#told === here) return;
    this.#told = here;
    if (here) logger('redis').info('Redis is here');
    else logger('redis').warn({ err: describeError(cause) }, 'Redis is away: this process counts by itself');
  }
}
