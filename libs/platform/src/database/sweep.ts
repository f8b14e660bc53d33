import type { DataSource } from 'typeorm';
import { inTransaction, rows } from './transaction';

/** What is old: rows of `table` whose `column` is more than `days` ago. Names are the platform's own, never input. */
export interface Retention {
  readonly table: 'inbox' | 'idempotency';
  readonly column: 'received_at' | 'created_at';
  readonly days: number;
}

/** Deletes what is old, a batch (default 5,000 rows) at a time; returns how many rows went. */
export async function sweep(dataSource: DataSource, retention: Retention, batch = 5_000): Promise<number> {
  const { table, column, days } = retention;
  for (let total = 0; ;) {
    const gone = await inTransaction(dataSource, (tx) =>
      rows(tx, {
        text: `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM ${table} WHERE ${column} < now() - make_interval(days => $1) LIMIT $2)) RETURNING 1`,
        values: [days, batch],
      }),
    );
    total += gone.length;
    if (gone.length < batch) return total;
  }
}
