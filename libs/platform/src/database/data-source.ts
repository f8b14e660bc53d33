import { types, type Client } from 'pg';
import { DataSource } from 'typeorm';
import { hearErrors } from '../telemetry/hear-errors';
import { SnakeNaming } from './naming';
import type { Schema } from './schema';

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`, so that an operator sees who holds a lock. */
  readonly applicationName: string;
  readonly schema: Schema;
  /** Connections of the pool; default 10. */
  readonly poolSize?: number;
  /** Default 10,000; 0 for none, here and below. */
  readonly statementTimeoutMs?: number;
  /** Default 5,000: a lock that is held longer is a bug or an operator's session. */
  readonly lockTimeoutMs?: number;
  /** Default 15,000: a process that stopped inside a transaction mustn't hold its locks. */
  readonly idleInTransactionTimeoutMs?: number;
  /** How long to wait for a connection, from the pool or a new one; default 5,000. */
  readonly connectTimeoutMs?: number;
}

type TypeId = Parameters<typeof types.getTypeParser>[0];

const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
};

/**
 * How values come out of PostgreSQL, decided once: `bigint` is a number (checked), `date` stays `YYYY-MM-DD`, since
 * a `Date` would move it to another day, `timestamptz` is a `Date`, `numeric` a string.
 */
export const typeParsers: Pick<typeof types, 'getTypeParser'> = {
  getTypeParser: ((oid: TypeId, format?: 'text' | 'binary') => {
    if (oid === types.builtins.INT8) return safeInteger;
    if (oid === types.builtins.DATE) return (text: string) => text;
    return types.getTypeParser(oid, format) as (text: string) => unknown;
  }) as typeof types.getTypeParser,
};

// TypeORM begins to listen a turn after a connection is made: a server that ends it in the same packet (a shutdown, a
// failover) would not be heard. The next query on it fails, which is enough.
const onConnect = (client: Client): void => {
  hearErrors(client);
};

/** Where TypeORM notes which migrations it ran. */
export const migrationTable = 'schema_migration';

/** The pool of one service; call `initialize()` on it. */
export function createDataSource(options: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    entities: [...options.schema.entities],
    migrations: [...options.schema.migrations],
    migrationsTableName: migrationTable,
    namingStrategy: new SnakeNaming(),
    // What isn't given must not mean "any": neither in a search nor in what is to be updated or deleted.
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: options.connectTimeoutMs ?? 5_000,
    installExtensions: false,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    // An idle connection that broke is replaced by the next use of the pool: nothing to report twice.
    poolErrorHandler: () => undefined,
    extra: {
      types: typeParsers,
      statement_timeout: options.statementTimeoutMs ?? 10_000,
      lock_timeout: options.lockTimeoutMs ?? 5_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 15_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      onConnect,
    },
  });
}
