import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { columnsOf } from '../database/columns';
import { typeParsers } from '../database/data-source';
import type { KafkaLog } from '../kafka/log';
import { backOff } from '../retry/backoff';
import { Outage } from '../retry/outage';
import { Holds } from './holds';
import { OutboxRow } from './outbox.row';
import { publish } from './publish';
import { backlog, delay, held, oldest, published } from './relay-metrics';
import { ShardLocks } from './shard-locks';
import { onOutboxCommit } from './signal';

export interface RelayOptions {
  /** Of the service's role, for the one connection that holds the locks. */
  readonly url: string;
  readonly service: string;
  /** Its commits wake the relay. */
  readonly dataSource: DataSource;
  readonly log: KafkaLog;
  /** How soon commits of other processes are noticed; default 200. */
  readonly pollMs?: number;
}

// Two limits of a batch: rows of a shard, and bytes, since Kafka takes at most 1 MiB for a partition at a time.
const rowsOfBatch = 1_200;
const bytesOfBatch = 700 * 1024;
const columns = columnsOf(OutboxRow, 'r');
const balanceEveryMs = 1_000;
const measureEveryMs = 5_000;
const databaseBackoff = { firstMs: 100, mostMs: 3_000 };
const kafkaBackoff = { firstMs: 200, mostMs: 5_000 };

/**
 * Carries the outbox to Kafka: reads the shards that it holds in order of id, appends, deletes. Whatever is cut off in
 * between happens again: a record may come twice, with the same id, never in another order, never not at all.
 */
export class OutboxRelay {
  readonly #options: RelayOptions;
  readonly #stop = new AbortController();
  readonly #holds = new Holds();
  readonly #databaseOutage = new Outage('outbox', 'PostgreSQL (relay)');
  #wake: () => void = () => undefined;
  #work: Promise<void> | undefined;
  #failures = 0;
  #turn = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#work ??= this.#supervise();
  }

  /** Ends after the batch that is on its way. What is left in the outbox is sent by the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#work;
  }

  async #supervise(): Promise<void> {
    const unsubscribe = onOutboxCommit(this.#options.dataSource, () => {
      this.#wake();
    });
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      const started = performance.now();
      await this.#session().catch((error: unknown) => {
        this.#databaseOutage.begin(error);
      });
      if (performance.now() - started > 10_000) attempt = 1;
      await backOff(databaseBackoff, attempt, this.#stop.signal);
    }
    unsubscribe();
  }

  // One connection, from getting the locks to losing them.
  async #session(): Promise<void> {
    const client = new Client({
      connectionString: this.#options.url,
      application_name: `${this.#options.service}-relay`,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      keepAlive: true,
      types: typeParsers,
    });
    const lost = new AbortController();
    let measuring: NodeJS.Timeout | undefined;
    client.on('error', (error) => {
      lost.abort(error);
      this.#wake();
    });
    try {
      await client.connect();
      // A deletion that a crash of PostgreSQL forgets only sends a record twice.
      await client.query('SET synchronous_commit = off');
      await this.#measure(client);
      // Beside the work: what waits is of interest just when Kafka keeps a batch waiting.
      measuring = setInterval(() => void this.#measure(client).catch(() => undefined), measureEveryMs);
      await this.#relay(client, lost.signal);
    } finally {
      clearInterval(measuring);
      await client.end().catch(() => undefined);
    }
  }

  async #relay(client: Client, lost: AbortSignal): Promise<void> {
    const locks = new ShardLocks(client);
    await locks.announce();
    let balanceAt = 0;
    while (!this.#stop.signal.aborted) {
      lost.throwIfAborted();
      const now = performance.now();
      if (now >= balanceAt) {
        await locks.balance();
        balanceAt = now + balanceEveryMs;
        this.#databaseOutage.end();
      }
      // Armed before reading: a commit between reading and sleeping isn't slept through.
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      if ((await this.#carry(client, locks, lost)) === 0) await this.#rest(woken);
    }
  }

  async #rest(woken: Promise<void>): Promise<void> {
    if (this.#failures > 0) return backOff(kafkaBackoff, this.#failures, this.#stop.signal);
    const awake = new AbortController();
    await Promise.race([
      woken,
      pause(this.#options.pollMs ?? 200, undefined, { signal: awake.signal }).catch(() => undefined),
    ]);
    awake.abort();
  }

  /** One batch; returns how many rows got to Kafka. */
  async #carry(client: Client, locks: ShardLocks, lost: AbortSignal): Promise<number> {
    const shards = locks.held;
    // Each shard is first in its turn: a batch that is full must not always be full of the same ones.
    const first = this.#turn++ % Math.max(1, shards.length);
    const batch = await this.#read(client, [...shards.slice(first), ...shards.slice(0, first)]);
    if (batch.length === 0) return 0;
    const { rows, failure } = await publish(this.#options.log, batch, this.#holds);
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    held.set(this.#holds.size);
    lost.throwIfAborted();
    await this.#remove(client, rows);
    return rows.length;
  }

  async #read(client: Client, shards: readonly number[]): Promise<OutboxRow[]> {
    if (shards.length === 0) return [];
    const { rows } = await client.query<OutboxRow & { readonly bytes: number }>({
      name: 'outbox-read',
      text: `SELECT o.* FROM unnest($1::smallint[]) AS s, LATERAL (
          SELECT ${columns},
            octet_length(r.payload) + octet_length(r.headers::text) + octet_length(r.key) + 50 AS bytes
          FROM outbox r WHERE r.shard = s AND r.topic <> ALL ($2::text[]) AND r.key <> ALL ($3::text[])
          ORDER BY r.id LIMIT $4) AS o`,
      values: [
        shards,
        this.#holds.names('topic'),
        this.#holds.names('key'),
        Math.ceil(rowsOfBatch / shards.length),
      ],
    });
    let bytes = 0;
    const end = rows.findIndex((row) => (bytes += row.bytes) > bytesOfBatch);
    return end === -1 ? rows : rows.slice(0, Math.max(1, end));
  }

  async #remove(client: Client, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    await client.query({
      name: 'outbox-remove',
      text: `DELETE FROM outbox o USING unnest($1::smallint[], $2::bigint[]) AS gone (shard, id)
        WHERE o.shard = gone.shard AND o.id = gone.id`,
      values: [rows.map((row) => row.shard), rows.map((row) => row.id)],
    });
    published.inc(rows.length);
    const now = Date.now();
    for (const row of rows) delay.observe(Math.max(0, now - row.createdAt.getTime()) / 1000);
  }

  async #measure(client: Client): Promise<void> {
    const { rows } = await client.query<{ n: number; age: number | null }>(`
      SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 100000) AS waiting) AS n,
        (SELECT extract(epoch FROM clock_timestamp() - min(head.created_at))::float8 FROM generate_series(0, 7) AS s,
           LATERAL (SELECT created_at FROM outbox WHERE shard = s ORDER BY id LIMIT 1) AS head) AS age`);
    backlog.set(rows[0]?.n ?? 0);
    oldest.set(Math.max(0, rows[0]?.age ?? 0));
  }
}
