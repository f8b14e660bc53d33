import type { Client } from 'pg';

interface Constraint {
  readonly on: string;
  readonly name: string;
  readonly definition: string;
  readonly foreign: boolean;
}

const constraintsOf = `SELECT conrelid::regclass::text AS "on", conname AS name, pg_get_constraintdef(oid) AS definition,
    contype = 'f' AS foreign
  FROM pg_constraint WHERE contype = 'f' AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[]))
    OR contype IN ('p', 'u') AND conrelid = ANY ($1::regclass[])
  ORDER BY contype = 'f' DESC`;

const indexesOf = `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_index i WHERE i.indrelid = ANY ($1::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))`;

/**
 * Loads tables without their indexes and keys, which are put back afterwards: faster by far, and whatever breaks a key
 * is found then.
 */
export async function withoutIndexes(
  database: Client,
  tables: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  const { rows: constraints } = await database.query<Constraint>(constraintsOf, [tables]);
  const { rows: indexes } = await database.query<{ name: string; definition: string }>(indexesOf, [tables]);
  for (const { on, name } of constraints)
    await database.query(`ALTER TABLE ${on} DROP CONSTRAINT ${database.escapeIdentifier(name)}`);
  for (const { name } of indexes) await database.query(`DROP INDEX ${name}`);
  await load();
  for (const { on, name, definition } of constraints.toReversed())
    await database.query(`ALTER TABLE ${on} ADD CONSTRAINT ${database.escapeIdentifier(name)} ${definition}`);
  for (const { definition } of indexes) await database.query(definition);
}
