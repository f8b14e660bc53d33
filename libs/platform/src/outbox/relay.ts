import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { columnsOf } from '../database/columns';
import { typeParsers } from '../database/data-source';
import { SharedConnection } from '../database/shared-connection';
import type { KafkaLog } from '../kafka/log';
import { backOff } from '../retry/backoff';
import { Outage } from '../retry/outage';
import { hearErrors } from '../telemetry/hear-errors';
import { sleep } from '../wake/sleep';
import { WakeLine } from '../wake/wake-line';
import { onWake } from '../wake/wake-ups';
import { Holds } from './holds';
import { OutboxRow } from './outbox.row';
import { publish } from './publish';
import { backlog, delay, held, oldest, published } from './relay-metrics';
import { ShardLocks } from './shard-locks';

export interface RelayOptions {
  /** Of the service's role, for the one connection that holds the locks and hears of commits elsewhere. */
  readonly url: string;
  readonly service: string;
  /** Its commits wake the relay. */
  readonly dataSource: DataSource;
  readonly log: KafkaLog;
}

// Two limits of a batch: rows of a shard, and bytes, since Kafka takes at most 1 MiB for a partition at a time.
const rowsOfBatch = 1_200;
const bytesOfBatch = 700 * 1024;
const columns = columnsOf(OutboxRow, 'r');
/**
 * How often it looks by itself, whether other relays are there or gone and whether something waits: so long may lie what
 * a process left that died between its commit and its wake-up, and the shards of a relay that died.
 */
const lookEveryMs = 2_000;
/** Wakes relays when one comes, goes or gives shards up. */
const aboutRelays = 'relays';
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
  #balanceAt = 0;

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
    const { dataSource } = this.#options;
    const unsubscribe = [
      onWake(dataSource, 'outbox', () => {
        this.#wake();
      }),
      onWake(dataSource, aboutRelays, () => {
        this.#balanceAt = 0;
        this.#wake();
      }),
    ];
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      const started = performance.now();
      await this.#session().catch((error: unknown) => {
        this.#databaseOutage.begin(error);
      });
      if (performance.now() - started > 10_000) attempt = 1;
      await backOff(databaseBackoff, attempt, this.#stop.signal);
    }
    for (const end of unsubscribe) end();
  }

  // One connection, from getting the locks to losing them.
  async #session(): Promise<void> {
    const client = hearErrors(
      new Client({
        connectionString: this.#options.url,
        application_name: `${this.#options.service}-relay`,
        connectionTimeoutMillis: 5_000,
        statement_timeout: 15_000,
        keepAlive: true,
        types: typeParsers,
      }),
    );
    const connection = new SharedConnection(client);
    const line = new WakeLine(connection, this.#options.dataSource);
    const lost = new AbortController();
    let measuring: NodeJS.Timeout | undefined;
    client.on('error', (error) => {
      lost.abort(error);
      this.#wake();
    });
    try {
      await client.connect();
      // A deletion that a crash of PostgreSQL forgets only sends a record twice.
      await connection.query('SET synchronous_commit = off');
      await this.#measure(connection);
      // Beside the work: what waits is of interest just when Kafka keeps a batch waiting.
      measuring = setInterval(() => void this.#measure(connection).catch(() => undefined), measureEveryMs);
      await line.open();
      await this.#relay(connection, line, lost.signal);
    } finally {
      clearInterval(measuring);
      line.close();
      await client.end().catch(() => undefined);
    }
  }

  async #relay(connection: SharedConnection, line: WakeLine, lost: AbortSignal): Promise<void> {
    const locks = new ShardLocks(connection);
    await locks.announce();
    await line.tell(aboutRelays);
    this.#balanceAt = 0;
    while (!this.#stop.signal.aborted) {
      lost.throwIfAborted();
      // Armed before looking: what happens between looking and sleeping isn't slept through.
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      if (performance.now() >= this.#balanceAt) await this.#balance(locks, line);
      if ((await this.#carry(connection, locks, lost)) === 0) await this.#rest(woken);
    }
    // Others take over at once.
    await locks.leave();
    await line.tell(aboutRelays);
  }

  async #balance(locks: ShardLocks, line: WakeLine): Promise<void> {
    this.#balanceAt = performance.now() + lookEveryMs;
    const { relays, released } = await locks.balance();
    line.alone = relays === 1;
    if (released) await line.tell(aboutRelays);
    this.#databaseOutage.end();
  }

  async #rest(woken: Promise<void>): Promise<void> {
    if (this.#failures > 0) return backOff(kafkaBackoff, this.#failures, this.#stop.signal);
    await sleep({ atMostMs: lookEveryMs }, woken, this.#stop.signal);
  }

  /** One batch; returns how many rows got to Kafka. */
  async #carry(connection: SharedConnection, locks: ShardLocks, lost: AbortSignal): Promise<number> {
    const shards = locks.held;
    // Each shard is first in its turn: a batch that is full must not always be full of the same ones.
    const first = this.#turn++ % Math.max(1, shards.length);
    const batch = await this.#read(connection, [...shards.slice(first), ...shards.slice(0, first)]);
    if (batch.length === 0) return 0;
    const { rows, failure } = await publish(this.#options.log, batch, this.#holds);
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    held.set(this.#holds.size);
    lost.throwIfAborted();
    await this.#remove(connection, rows);
    return rows.length;
  }

  async #read(connection: SharedConnection, shards: readonly number[]): Promise<OutboxRow[]> {
    if (shards.length === 0) return [];
    const rows = await connection.query<OutboxRow & { readonly bytes: number }>(
      `SELECT o.* FROM unnest($1::smallint[]) AS s, LATERAL (
          SELECT ${columns},
            octet_length(r.payload) + octet_length(r.headers::text) + octet_length(r.key) + 50 AS bytes
          FROM outbox r WHERE r.shard = s AND r.topic <> ALL ($2::text[]) AND r.key <> ALL ($3::text[])
          ORDER BY r.id LIMIT $4) AS o`,
      [shards, this.#holds.names('topic'), this.#holds.names('key'), Math.ceil(rowsOfBatch / shards.length)],
      'outbox-read',
    );
    let bytes = 0;
    const end = rows.findIndex((row) => (bytes += row.bytes) > bytesOfBatch);
    return end === -1 ? rows : rows.slice(0, Math.max(1, end));
  }

  async #remove(connection: SharedConnection, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    await connection.query(
      `DELETE FROM outbox o USING unnest($1::smallint[], $2::bigint[]) AS gone (shard, id)
        WHERE o.shard = gone.shard AND o.id = gone.id`,
      [rows.map((row) => row.shard), rows.map((row) => row.id)],
      'outbox-remove',
    );
    published.inc(rows.length);
    const now = Date.now();
    for (const row of rows) delay.observe(Math.max(0, now - row.createdAt.getTime()) / 1000);
  }

  async #measure(connection: SharedConnection): Promise<void> {
    const [found] = await connection.query<{ n: number; age: number | null }>(`
      SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 100000) AS waiting) AS n,
        (SELECT extract(epoch FROM clock_timestamp() - min(head.created_at))::float8 FROM generate_series(0, 7) AS s,
           LATERAL (SELECT created_at FROM outbox WHERE shard = s ORDER BY id LIMIT 1) AS head) AS age`);
    backlog.set(found?.n ?? 0);
    oldest.set(Math.max(0, found?.age ?? 0));
  }
}
