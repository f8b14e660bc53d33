// Where there is no pgbench: the same script by plain `pg`, in a process of its own. Prints transactions per second.
import { readFileSync } from 'node:fs';
import { Client } from 'pg';

interface Job {
  readonly sql: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly url: string;
  readonly each: number;
  readonly callers: number;
  readonly run: number;
}

const { sql, variables, url, each, callers, run } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
) as Job;
const statements = sql.split('\n').filter((line) => !line.startsWith('\\'));
const queries = statements.map((line, index) => {
  const names: string[] = [];
  const text = line.replaceAll(/(?<![:\w]):([a-z]\w*)/g, (_, name: string) => `$${String(names.push(name))}`);
  return { name: `replay-${String(index)}`, text, names };
});

async function one(client: Client, number: number): Promise<void> {
  const valueOf: Record<string, string | number> = { ...variables, client_id: number };
  for (let count = 1; count <= each; count += 1) {
    valueOf['key'] = (run * 64 + number) * 1_099_511_627_776 + count;
    for (const { name, text, names } of queries)
      await client.query({ name, text, values: names.map((variable) => valueOf[variable]) });
  }
}

const clients = Array.from({ length: callers }, () => new Client({ connectionString: url }));
await Promise.all(clients.map((client) => client.connect()));
const began = performance.now();
await Promise.all(clients.map(one));
process.stdout.write(String((each * callers * 1000) / (performance.now() - began)));
await Promise.all(clients.map((client) => client.end()));
