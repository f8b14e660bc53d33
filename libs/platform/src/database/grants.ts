import type { Client } from 'pg';
import { failureCode } from './errors';

export const ownerRole = (service: string): string => `${service}_owner`;
export const serviceRole = (service: string): string => `${service}_service`;

/** Two migrators of two databases may make the same role of the cluster at once: the loser is content. */
async function createRole(client: Client, role: string): Promise<void> {
  const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (found.rowCount === 1) return;
  try {
    await client.query(`CREATE ROLE ${client.escapeIdentifier(role)} LOGIN`);
  } catch (error) {
    if (!['42710', '23505'].includes(failureCode(error) ?? '')) throw error;
  }
}

/** Whoever isn't the owner yet must be able to become it: makes both roles and the rights of the owner, then is it. */
export async function ensureRoles(client: Client, service: string): Promise<void> {
  const owner = client.escapeIdentifier(ownerRole(service));
  const { rows } = await client.query<{ name: string }>('SELECT current_user::text AS name');
  if (rows[0]?.name === ownerRole(service)) return;
  await createRole(client, ownerRole(service));
  await createRole(client, serviceRole(service));
  await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`);
  await client.query(`SET ROLE ${owner}`);
}

/**
 * Sets the rights of the service's role anew, in one transaction, so that running processes notice nothing: rows of
 * tables, never the tables themselves; insert-only tables can only grow.
 */
export async function grantRights(
  client: Client,
  service: string,
  insertOnly: readonly string[],
): Promise<void> {
  const role = client.escapeIdentifier(serviceRole(service));
  const growing = insertOnly.map((table) => client.escapeIdentifier(table)).join(', ');
  await client.query('BEGIN');
  try {
    await client.query(`
      GRANT USAGE ON SCHEMA public TO ${role};
      REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role};
      REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM ${role};
      ${growing === '' ? '' : `REVOKE UPDATE, DELETE ON ${growing} FROM ${role};`}
      COMMIT`);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
