import { escapeIdentifier } from 'pg';
import type { QueryRunner } from 'typeorm';
import { migrationTable } from './data-source';
import { failureCode } from './errors';

export const ownerRole = (service: string): string => `${service}_owner`;
export const serviceRole = (service: string): string => `${service}_service`;

/** Two migrators of two databases may make the same role of the cluster at once: the loser is content. */
async function createRole(runner: QueryRunner, role: string): Promise<void> {
  const found = (await runner.query('SELECT FROM pg_roles WHERE rolname = $1', [role])) as unknown[];
  if (found.length === 1) return;
  try {
    await runner.query(`CREATE ROLE ${escapeIdentifier(role)} LOGIN`);
  } catch (error) {
    if (!['42710', '23505'].includes(failureCode(error) ?? '')) throw error;
  }
}

/** Whoever isn't the owner yet must be able to become it: makes both roles and the rights of the owner, then is it. */
export async function ensureRoles(runner: QueryRunner, service: string): Promise<void> {
  const owner = escapeIdentifier(ownerRole(service));
  const [me] = (await runner.query('SELECT current_user::text AS name')) as { name: string }[];
  if (me?.name === ownerRole(service)) return;
  await createRole(runner, ownerRole(service));
  await createRole(runner, serviceRole(service));
  await runner.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`);
  // For trusted extensions, such as btree_gist.
  const [here] = (await runner.query('SELECT current_database() AS name')) as { name: string }[];
  await runner.query(`GRANT CREATE ON DATABASE ${escapeIdentifier(here?.name ?? '')} TO ${owner}`);
  await runner.query(`SET ROLE ${owner}`);
}

/**
 * Sets the rights of the service's role anew, in one transaction, so that running processes notice nothing: rows of
 * tables, never the tables themselves; insert-only tables can only grow.
 */
export async function grantRights(
  runner: QueryRunner,
  service: string,
  insertOnly: readonly string[],
): Promise<void> {
  const role = escapeIdentifier(serviceRole(service));
  const growing = insertOnly.map((table) => escapeIdentifier(table)).join(', ');
  await runner.startTransaction();
  try {
    await runner.query(`
      GRANT USAGE ON SCHEMA public TO ${role};
      REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role};
      REVOKE INSERT, UPDATE, DELETE ON ${migrationTable} FROM ${role};
      ${growing === '' ? '' : `REVOKE UPDATE, DELETE ON ${growing} FROM ${role};`}`);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
