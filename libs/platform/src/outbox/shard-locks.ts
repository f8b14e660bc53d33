import type { SharedConnection } from '../database/shared-connection';
import { shards } from './shard';

const shardClass = 0x6b01;
const presenceClass = 0x6b02;

/**
 * Which shards this relay may send: those whose advisory locks its own session holds. When the session ends, however it
 * ends, PostgreSQL gives the locks to others. Relays count each other and take equal shares.
 */
export class ShardLocks {
  readonly #connection: SharedConnection;
  readonly #held = new Set<number>();

  constructor(connection: SharedConnection) {
    this.#connection = connection;
  }

  get held(): readonly number[] {
    return [...this.#held];
  }

  async announce(): Promise<void> {
    await this.#connection.query('SELECT pg_advisory_lock_shared($1, 0)', [presenceClass]);
  }

  /** Gives up what is above its share, takes what is free below it. Not while sending. */
  async balance(): Promise<{ readonly relays: number; readonly released: boolean }> {
    const relays = await this.#relays();
    const share = Math.ceil(shards / relays);
    const above = this.held.slice(share);
    for (const shard of above) await this.#release(shard);
    for (let shard = 0; shard < shards && this.#held.size < share; shard++) await this.#take(shard);
    return { relays, released: above.length > 0 };
  }

  /** Gives everything up, also that it is there. */
  async leave(): Promise<void> {
    this.#held.clear();
    await this.#connection.query('SELECT pg_advisory_unlock_all()');
  }

  async #relays(): Promise<number> {
    const [row] = await this.#connection.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_locks
       WHERE locktype = 'advisory' AND classid = $1::int::oid AND objid = 0 AND objsubid = 2
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [presenceClass],
    );
    return Math.max(1, row?.n ?? 1);
  }

  async #release(shard: number): Promise<void> {
    this.#held.delete(shard);
    await this.#connection.query('SELECT pg_advisory_unlock($1, $2)', [shardClass, shard]);
  }

  // Asked for a second time, a session would hold the lock twice: only what isn't held is asked for.
  async #take(shard: number): Promise<void> {
    if (this.#held.has(shard)) return;
    const [row] = await this.#connection.query<{ got: boolean }>(
      'SELECT pg_try_advisory_lock($1, $2) AS got',
      [shardClass, shard],
    );
    if (row?.got === true) this.#held.add(shard);
  }
}
