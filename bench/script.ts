import type { Client } from 'pg';
import type { Statement } from './statements.ts';

/** Values that are not the same each time, by what stands for them in SQL. */
export type Substitutes = ReadonlyMap<string, string>;

/** Transactions for pgbench: `sql` with variables for parameters, and the values of these variables. */
export interface Script {
  readonly sql: string;
  readonly variables: ReadonlyMap<string, string>;
}

// `:key` counts on in each client, from another beginning in each run: ids that rise, as those of the service do.
const prologue = `\\set count :count + 1
\\set key (:run * 64 + :client_id) * 1099511627776 + :count`;
const fresh: Readonly<Record<string, string>> = {
  uuid: "lpad(to_hex(:key::bigint), 32, '0')::uuid",
  'uuid[]': "ARRAY[lpad(to_hex(:key::bigint), 32, '0')::uuid]",
  text: 'to_hex(:key::bigint)',
  bytea: "decode(lpad(to_hex(:key::bigint), 64, '0'), 'hex')",
};

/**
 * One transaction as a script. Two examples of it tell what must be new each time: what differs between them and is an
 * id, a tracking token or a key. What only looks different (times, payloads) stays as it was.
 */
export async function scriptOf(
  database: Client,
  [one, other]: readonly [Statement[], Statement[]],
  substitutes: Substitutes = new Map(),
): Promise<Script> {
  const variables = new Map<string, string>();
  const lines: string[] = [];
  for (const [at, { text, values }] of one.entries()) {
    const types = values.length === 0 ? [] : await typesOf(database, text);
    const stands = values.map((value, index) => {
      const type = types[index] ?? 'text';
      if (value === null) return `NULL::${type}`;
      const substitute = type === 'text' ? substitutes.get(value) : undefined;
      if (substitute !== undefined) return substitute;
      const news = value === other[at]?.values[index] ? undefined : fresh[type];
      if (news !== undefined) return news;
      const name = `v${String(at)}_${String(index)}`;
      variables.set(name, value);
      return `(:${name}::${type})`;
    });
    lines.push(
      `${oneLine(text).replaceAll(/\$(\d+)/g, (_, number: string) => stands[Number(number) - 1] ?? '')};`,
    );
  }
  return { sql: [prologue, ...lines].join('\n'), variables };
}

const oneLine = (sql: string): string => sql.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim();

async function typesOf(database: Client, text: string): Promise<string[]> {
  await database.query(`PREPARE bench AS ${text}`);
  const { rows } = await database.query<{ types: string[] }>(
    "SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'bench'",
  );
  await database.query('DEALLOCATE bench');
  return rows[0]?.types ?? [];
}
