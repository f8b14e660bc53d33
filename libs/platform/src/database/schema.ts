import { createHash } from 'node:crypto';
import type { Entity } from './columns';
import type { SqlMigration } from './sql-migration';

/** What a database consists of; made by `defineSchema`, which adds what the platform itself needs. */
export interface Schema {
  /** The roles are `<service>_owner` and `<service>_service`. */
  readonly service: string;
  readonly migrations: readonly (new () => SqlMigration)[];
  /** One for each table. */
  readonly entities: readonly Entity[];
  /** Tables whose rows the service may add and read, never change or delete: by grant. */
  readonly insertOnly: readonly string[];
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What each step of a schema is made of, by its name. */
export const hashesOf = ({ migrations }: Schema): ReadonlyMap<string, string> =>
  new Map(migrations.map((Step) => new Step()).map(({ name, sql }) => [name, digestOf(sql)]));

/** Changes with any step or right of the schema: the name of a test's template hangs on it. */
export const schemaHash = (schema: Schema): string =>
  digestOf(JSON.stringify([[...hashesOf(schema)], schema.insertOnly, schema.service]));
