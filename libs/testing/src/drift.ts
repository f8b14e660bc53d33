import { createDataSource, migrationTable, type Schema } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import { testDatabase } from './database';

/**
 * What differs between a schema's entities and the database that its migrations make; empty when nothing does. First
 * what TypeORM would do to the database to have it like the entities, then the tables that have no entity.
 *
 * It compares tables, columns (type, nullability, default, collation, key), unique and foreign keys, and of an index its
 * name, kind, uniqueness and columns. What it can't compare, and so is told by the migrations and `schema.sql` alone:
 * CHECK and EXCLUDE (it knows them by name only), the predicate and order of an index, indexes of expressions
 * (`@Index(name, { synchronize: false })` where a plain column stands among them), storage settings.
 */
export async function driftOf(schema: Schema): Promise<string[]> {
  const database = await testDatabase(schema);
  try {
    const dataSource = createDataSource({ url: database.ownerUrl, schema, applicationName: 'drift' });
    await dataSource.initialize();
    try {
      return [...(await wishesOf(dataSource)), ...(await strangersTo(dataSource))];
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.drop();
  }
}

async function wishesOf(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  const known = await dataSource.query<{ name: string }[]>(
    `SELECT conname AS name FROM pg_constraint WHERE contype IN ('c', 'x')`,
  );
  const byName = known.map(({ name }) => `DROP CONSTRAINT "${name}"`);
  return upQueries.map(({ query }) => query).filter((query) => !byName.some((end) => query.endsWith(end)));
}

async function strangersTo(dataSource: DataSource): Promise<string[]> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  );
  const ours = [migrationTable, ...dataSource.entityMetadatas.map(({ tableName }) => tableName)];
  return tables.filter(({ name }) => !ours.includes(name)).map(({ name }) => `no entity for table ${name}`);
}
