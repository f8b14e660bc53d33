import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import {
  QueryRunnerAlreadyReleasedError,
  type DataSource,
  type EntityManager,
  type QueryRunner,
} from 'typeorm';
import { lostRace } from './errors';

/**
 * A transaction in progress: the first argument of everything that touches the database. It is TypeORM's `EntityManager`,
 * for plain reads and writes of entities; SQL by hand goes through `rows`.
 */
export type Tx = EntityManager;

const attemptsAtMost = 5;
const committed = new WeakMap<QueryRunner, Set<() => void>>();

/** Runs `notify` once when the transaction of `tx` has committed; never if it rolls back. Must not throw. */
export function afterCommit(tx: Tx, notify: () => void): void {
  if (tx.queryRunner === undefined) return;
  const waiting = committed.get(tx.queryRunner);
  if (waiting === undefined) committed.set(tx.queryRunner, new Set([notify]));
  else waiting.add(notify);
}

/**
 * Runs `work` in one transaction and commits. Repeats it, at most five times, only where it lost a race: PostgreSQL
 * rolled it back for a serialization failure or a deadlock, or it threw `LostRace`. Therefore `work` may have no effect
 * outside `tx`.
 */
export async function inTransaction<T>(dataSource: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(dataSource, work);
    } catch (error) {
      if (!lostRace(error) || attempt === attemptsAtMost) throw error;
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function once<T>(dataSource: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const result = await work(runner.manager);
    await runner.commitTransaction();
    const waiting = committed.get(runner);
    if (waiting !== undefined) for (const notify of waiting) notify();
    return result;
  } catch (error) {
    // A connection that can't even roll back is broken: the pool throws it away, the first error tells more.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * Ends the connection of a transaction whose work may still be running: nothing that it does later can take effect, not
 * even between a rollback and the release of the connection.
 */
export async function abandon(tx: Tx): Promise<void> {
  if (tx.queryRunner === undefined || tx.queryRunner.isReleased) return;
  const client = (await tx.queryRunner.connect()) as PoolClient & { end(): Promise<void> };
  void client.end().catch(() => undefined);
}

/** A statement; with a `name` PostgreSQL parses it once for each connection: for the hot paths. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

/**
 * Runs one statement and returns its rows, whatever its kind (TypeORM's own `query` answers UPDATE otherwise than
 * SELECT). Within a transaction only.
 */
export async function rows<T extends object>(tx: Tx, statement: Statement): Promise<T[]> {
  const runner = tx.queryRunner;
  if (runner === undefined) throw new Error('rows() wants a transaction: call it inside inTransaction');
  if (runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
  return runOn<T>(runner, statement);
}

/** As `rows`, for what only reads: outside of a transaction on a connection of its own. */
export async function read<T extends object>(manager: EntityManager, statement: Statement): Promise<T[]> {
  if (manager.queryRunner !== undefined) return rows<T>(manager, statement);
  const runner = manager.dataSource.createQueryRunner();
  try {
    return await runOn<T>(runner, statement);
  } finally {
    await runner.release();
  }
}

async function runOn<T>(runner: QueryRunner, { text, values, name }: Statement): Promise<T[]> {
  const client = (await runner.connect()) as PoolClient;
  const result = await client.query({
    text,
    ...(values && { values: [...values] }),
    ...(name && { name }),
  });
  return result.rows as T[];
}
