import { Client } from 'pg';
import { type Wait, until } from '../until';

/** Resolves when the server answers a query. */
export function postgresAnswers(url: string, wait: Wait = {}): Promise<true> {
  return until(
    async () => {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('select 1');
        return true as const;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    { timeoutMs: 60_000, ...wait, what: 'An answer from PostgreSQL' },
  );
}
