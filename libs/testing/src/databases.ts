import { Client } from 'pg';
import { addresses } from './environment';

// Nothing of the platform is imported here: Jest's global set-up loads this outside of its own module system.
export const templates = 'kezek_template_';
export const copies = 'kezek_test_';
export const templateLock = 0x6b74;
export const copyLock = 0x6b63;

/** A session of the superuser, in the database where all test databases are managed (locks are per database). */
export async function connected(): Promise<Client> {
  const admin = new Client({ connectionString: addresses.databaseUrl(), application_name: 'kezek-testing' });
  // PostgreSQL being stopped under a test is what some tests are about.
  admin.on('error', () => undefined);
  await admin.connect();
  return admin;
}

/** Drops the copies that no session holds: those of runs that crashed. */
export async function dropLeftovers(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database d
     WHERE starts_with(datname, $1)
       AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = $2::int::oid
         AND l.objid = (hashtext(datname)::bigint & 4294967295)::oid)`,
    [copies, copyLock],
  );
  for (const { name } of rows) await dropIfUnused(admin, name);
}

async function dropIfUnused(admin: Client, name: string): Promise<void> {
  const mine = await admin.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS got', [
    copyLock,
    name,
  ]);
  if (mine.rows[0]?.got !== true) return;
  await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`);
  await admin.query('SELECT pg_advisory_unlock($1, hashtext($2))', [copyLock, name]);
}

/** Drops what all test files share, at the end of a run against somebody else's PostgreSQL. */
export async function dropTemplates(): Promise<void> {
  const admin = await connected();
  try {
    await dropLeftovers(admin);
    const { rows } = await admin.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [templates],
    );
    for (const { name } of rows) {
      await admin.query('SELECT pg_advisory_lock($1, hashtext($2))', [templateLock, name]);
      await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`);
      await admin.query('SELECT pg_advisory_unlock($1, hashtext($2))', [templateLock, name]);
    }
  } finally {
    await admin.end();
  }
}
