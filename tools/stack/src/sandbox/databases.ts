import { Client } from 'pg';
import type { SecretsFile } from './secrets';

/** How a service reaches its database: as the owner of the tables (migrations), and as itself. */
export interface Database {
  ownerUrl: string;
  serviceUrl: string;
}

/** Makes a database of the service's name with its two roles, where they are missing. */
export async function ensureDatabase(
  superuserUrl: string,
  service: string,
  secrets: SecretsFile,
): Promise<Database> {
  const [owner, user] = [`${service}_owner`, `${service}_service`];
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const role of [owner, user]) await ensureRole(client, role, secrets.role(role));
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [service]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${service} OWNER ${owner}`);
    await client.query(`REVOKE ALL ON DATABASE ${service} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${service} TO ${user}`);
  } finally {
    await client.end();
  }
  const urlOf = (role: string) => {
    const url = new URL(superuserUrl);
    url.username = role;
    url.password = secrets.role(role);
    url.pathname = `/${service}`;
    return url.toString();
  };
  return { ownerUrl: urlOf(owner), serviceUrl: urlOf(user) };
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
}
