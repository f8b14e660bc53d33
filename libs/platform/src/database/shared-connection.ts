import type { Client, QueryConfig, QueryResultRow } from 'pg';

/** One connection for several parts of a process: their statements run one after the other. */
export class SharedConnection {
  readonly #client: Client;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Runs one statement after those that were asked for before it, and returns its rows. */
  query<T extends QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
    name?: string,
  ): Promise<T[]> {
    const config: QueryConfig = { text, values: [...values], ...(name !== undefined && { name }) };
    const result = this.#last.then(async () => (await this.#client.query<T>(config)).rows);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** What other processes say on a channel, by NOTIFY; what this connection says itself isn't heard. */
  async listen(channel: string, hear: (payload: string) => void): Promise<void> {
    const [self] = await this.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    this.#client.on('notification', ({ processId, payload = '' }) => {
      if (processId !== self?.pid) hear(payload);
    });
    await this.query(`LISTEN ${this.#client.escapeIdentifier(channel)}`);
  }
}
