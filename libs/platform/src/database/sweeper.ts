import type { DataSource } from 'typeorm';
import { backOff } from '../retry/backoff';
import { logger } from '../telemetry/logger';
import { sweep, type Retention } from './sweep';

/**
 * How long the platform remembers. The inbox: longer than any topic keeps its records, so that no redelivery finds it
 * empty; an idempotency key: longer than any client goes on repeating.
 */
export const retentions: readonly Retention[] = [
  { table: 'inbox', column: 'received_at', days: 30 },
  { table: 'idempotency', column: 'created_at', days: 7 },
];

const aboutHourly = { firstMs: 3_600_000, mostMs: 3_600_000 };

/** Sweeps the platform's tables about once or twice an hour, until stopped. */
export class Sweeper {
  readonly #dataSource: DataSource;
  readonly #stop = new AbortController();
  #work: Promise<void> | undefined;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  start(): void {
    this.#work ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    for (;;) {
      await backOff(aboutHourly, 1, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      await this.#sweepAll();
    }
  }

  async #sweepAll(): Promise<void> {
    for (const retention of retentions) {
      try {
        const rows = await sweep(this.#dataSource, retention);
        if (rows > 0) logger('database').info({ table: retention.table, rows }, 'swept');
      } catch (error) {
        logger('database').warn({ err: error, table: retention.table }, 'could not be swept');
      }
    }
  }
}
