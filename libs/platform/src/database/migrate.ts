import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { ensureRoles, grantRights } from './grants';
import { type Migration, platformInsertOnly, platformTables } from './platform-tables';

export interface Schema {
  /** The roles are `<service>_owner` and `<service>_service`. */
  readonly service: string;
  readonly migrations: readonly Migration[];
  /** Tables whose rows the service may add and read, never change or delete: by grant. */
  readonly insertOnly?: readonly string[];
}

/** What the runner did. */
export interface Migrated {
  /** The migrations that were new, by name. */
  readonly applied: readonly string[];
  /** Those of a newer release, where one has been here: then nothing was changed. */
  readonly ahead: readonly string[];
}

const lockClass = 0x6b7a; // "kz"; the second half of the key is below
const migrationLock = 1;

/** All steps of a service in order, with those of the platform first. */
export const stepsOf = (schema: Schema): readonly Migration[] => [...platformTables, ...schema.migrations];

const hashOf = (migration: Migration): string => createHash('sha256').update(migration.sql).digest('hex');

/** Changes with any step or right of the schema: the name of a test's template hangs on it. */
export const schemaHash = (schema: Schema): string =>
  createHash('sha256')
    .update(JSON.stringify([stepsOf(schema), schema.insertOnly ?? [], schema.service]))
    .digest('hex');

/**
 * Brings the database of `url` to the schema, and grants the service's role what it needs and no more. `url` is the
 * owner's or, in tests, a superuser's (who makes the roles first). Migrators wait for each other.
 * @throws if a migration that was applied has been edited since
 */
export async function migrate(url: string, schema: Schema): Promise<Migrated> {
  const client = new Client({ connectionString: url, application_name: `${schema.service}-migrate` });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1, $2)', [lockClass, migrationLock]);
    await ensureRoles(client, schema.service);
    return await bringUp(client, schema);
  } finally {
    await client.end();
  }
}

async function bringUp(client: Client, schema: Schema): Promise<Migrated> {
  const steps = stepsOf(schema);
  const known = await appliedSteps(client);
  refuseEdited(known, steps);
  // A rolled-back release leaves the newer schema and its rights alone: migrations only ever expand.
  const ahead = [...known.keys()].filter((name) => !steps.some((step) => step.name === name));
  if (ahead.length > 0) return { applied: [], ahead };
  const missing = steps.filter((step) => !known.has(step.name));
  for (const step of missing) await apply(client, step);
  await grantRights(client, schema.service, [...platformInsertOnly, ...(schema.insertOnly ?? [])]);
  return { applied: missing.map((step) => step.name), ahead };
}

async function appliedSteps(client: Client): Promise<ReadonlyMap<string, string>> {
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
    name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const { rows } = await client.query<{ name: string; hash: string }>(
    'SELECT name, hash FROM schema_migration',
  );
  return new Map(rows.map((row) => [row.name, row.hash]));
}

function refuseEdited(known: ReadonlyMap<string, string>, steps: readonly Migration[]): void {
  const names = new Set(steps.map((step) => step.name));
  if (names.size !== steps.length) throw new Error('two migrations have the same name');
  for (const step of steps) {
    const hash = known.get(step.name);
    if (hash !== undefined && hash !== hashOf(step))
      throw new Error(`migration ${step.name} was edited after it had been applied`);
  }
}

async function apply(client: Client, step: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(step.sql);
    await client.query('INSERT INTO schema_migration (name, hash) VALUES ($1, $2)', [
      step.name,
      hashOf(step),
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(
      `migration ${step.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
