import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@kezek/testing';
import type { Stage } from './stage.ts';

/** A statement as the service sent it, with the values of its parameters as PostgreSQL prints them. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
}

const entryStart = /^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[(\d+)\] \S* ([A-Z]+): {2}/;
const parameter = /\$\d+ = (NULL|'((?:[^']|'')*)')/g;

/**
 * Has PostgreSQL log what the service does in `act`, and gives back the first two transactions in which it wrote to
 * `table`: the very statements, so that a comparison cannot fall behind the code.
 */
export async function transactionsOf(
  stage: Stage,
  table: string,
  act: () => Promise<unknown>,
): Promise<[Statement[], Statement[]]> {
  const file = join(stage.dir, 'logs', 'postgres.log');
  await logging(stage, 'all');
  const from = statSync(file).size;
  await act();
  const found = () => {
    const text = readFileSync(file).subarray(from).toString();
    const some = transactionsIn(text).filter((all) =>
      all.some(({ text: sql }) => sql.includes(`INTO ${table} `)),
    );
    return some.length > 1 && some;
  };
  const transactions = await waitFor(found, `two transactions with ${table} in the log of PostgreSQL`);
  await logging(stage, 'none');
  const [one, other] = transactions;
  if (one === undefined || other === undefined) throw new Error('fewer than two transactions');
  return [one, other];
}

async function logging({ database }: Stage, what: 'all' | 'none'): Promise<void> {
  await database.query(`ALTER SYSTEM SET log_statement = '${what}'`);
  await database.query('SELECT pg_reload_conf()');
  await waitFor(async () => {
    const { rows } = await database.query<{ log_statement: string }>('SHOW log_statement');
    return rows[0]?.log_statement === what;
  }, 'PostgreSQL to read its settings again');
}

interface Entry {
  readonly session: string;
  readonly level: string;
  text: string;
}

function transactionsIn(log: string): Statement[][] {
  const open = new Map<string, Statement[]>();
  const done: Statement[][] = [];
  for (const { session, level, text } of entriesIn(log)) {
    const transaction = open.get(session) ?? [];
    if (level === 'DETAIL') withValues(transaction, text);
    const sql = level === 'LOG' ? /^(?:execute [^:]*|statement): ([^]*)$/.exec(text)?.[1] : undefined;
    if (sql === undefined) continue;
    if (/^(START TRANSACTION|BEGIN)/.test(sql)) open.set(session, [{ text: sql, values: [] }]);
    else transaction.push({ text: sql, values: [] });
    if (sql === 'COMMIT' && open.delete(session)) done.push(transaction);
  }
  return done;
}

function entriesIn(log: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of log.split('\n')) {
    const [start, session, level] = entryStart.exec(line) ?? [];
    const last = entries.at(-1);
    if (start !== undefined)
      entries.push({ session: session ?? '', level: level ?? '', text: line.slice(start.length) });
    else if (last !== undefined) last.text += `\n${line.replace(/^\t/, '')}`;
  }
  return entries;
}

/** The values come in an entry of their own, after the statement. */
function withValues(transaction: Statement[], detail: string): void {
  const last = transaction.pop();
  if (last === undefined) return;
  const values = [...detail.matchAll(parameter)].map(([, all, quoted]) =>
    all === 'NULL' ? null : (quoted ?? '').replaceAll("''", "'"),
  );
  transaction.push({ text: last.text, values });
}
