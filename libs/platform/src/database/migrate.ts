import { type DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { createDataSource, migrationTable } from './data-source';
import { ensureRoles, grantRights } from './grants';
import { hashesOf, type Schema } from './schema';

/** What the runner did. */
export interface Migrated {
  /** The migrations that were new, by name. */
  readonly applied: readonly string[];
  /** Those of a newer release, where one has been here: then nothing was changed. */
  readonly ahead: readonly string[];
}

const lockClass = 0x6b7a; // "kz"; the second half of the key is below
const migrationLock = 1;

/**
 * Brings the database of `url` to the schema, and grants the service's role what it needs and no more. `url` is the
 * owner's or, in tests, a superuser's (who makes the roles first). Migrators wait for each other.
 * @throws if a migration that was applied has been edited since
 */
export async function migrate(url: string, schema: Schema): Promise<Migrated> {
  const dataSource = createDataSource({
    url,
    applicationName: `${schema.service}-migrate`,
    schema: { ...schema, entities: [] },
    poolSize: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
  });
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    // Held until the session ends.
    await runner.query('SELECT pg_advisory_lock($1, $2)', [lockClass, migrationLock]);
    await ensureRoles(runner, schema.service);
    return await bringUp(dataSource, runner, schema);
  } finally {
    await dataSource.destroy();
  }
}

async function bringUp(dataSource: DataSource, runner: QueryRunner, schema: Schema): Promise<Migrated> {
  const hashes = hashesOf(schema);
  const known = await appliedSteps(runner);
  refuseEdited(known, hashes);
  // A rolled-back release leaves the newer schema and its rights alone: migrations only ever expand.
  const ahead = [...known.keys()].filter((name) => !hashes.has(name));
  if (ahead.length > 0) return { applied: [], ahead };
  const executor = new MigrationExecutor(dataSource, runner);
  const missing = await executor.getPendingMigrations();
  for (const step of missing) await apply(runner, executor, { step, hash: hashes.get(step.name) });
  await grantRights(runner, schema.service, schema.insertOnly);
  return { applied: missing.map(({ name }) => name), ahead };
}

// TypeORM's own table (id, timestamp, name), and what the step was made of when it ran.
async function appliedSteps(runner: QueryRunner): Promise<ReadonlyMap<string, string | null>> {
  await runner.query(`CREATE TABLE IF NOT EXISTS ${migrationTable} (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, timestamp bigint NOT NULL, name text NOT NULL UNIQUE,
    hash text, applied_at timestamptz NOT NULL DEFAULT now())`);
  const found = (await runner.query(`SELECT name, hash FROM ${migrationTable}`)) as {
    readonly name: string;
    readonly hash: string | null;
  }[];
  return new Map(found.map(({ name, hash }) => [name, hash]));
}

function refuseEdited(known: ReadonlyMap<string, string | null>, hashes: ReadonlyMap<string, string>): void {
  for (const [name, hash] of hashes)
    if (known.has(name) && known.get(name) !== hash)
      throw new Error(`migration ${name} was edited after it had been applied`);
}

// TypeORM's own run has no room for the hash in a step's transaction, and its errors don't name the step.
async function apply(
  runner: QueryRunner,
  executor: MigrationExecutor,
  { step, hash }: { readonly step: Migration; readonly hash: string | undefined },
): Promise<void> {
  await runner.startTransaction();
  try {
    await executor.executeMigration(step);
    await runner.query(`UPDATE ${migrationTable} SET hash = $2 WHERE name = $1`, [step.name, hash]);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`migration ${step.name} failed: ${words}`, { cause: error });
  }
}
