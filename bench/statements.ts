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
  const [one, other] = await logged(stage, async (sentNow) => {
    await act();
    const found = () => {
      const some = transactionsOfAll(sentNow()).filter((all) =>
        all.some(({ text: sql }) => sql.includes(`INTO ${table} `)),
      );
      return some.length > 1 && some;
    };
    return waitFor(found, `two transactions with ${table} in the log of PostgreSQL`);
  });
  if (one === undefined || other === undefined) throw new Error('fewer than two transactions');
  return [one, other];
}

/** Everything that was sent to PostgreSQL while `act` went on; it may ask for what was sent so far. */
export async function logged<T>(stage: Stage, act: (sentNow: () => Sent[]) => Promise<T>): Promise<T> {
  const file = join(stage.dir, 'logs', 'postgres.log');
  await logging(stage, 'all');
  const from = statSync(file).size;
  try {
    return await act(() => sentIn(readFileSync(file).subarray(from).toString()));
  } finally {
    await logging(stage, 'none');
  }
}

async function logging({ database }: Stage, what: 'all' | 'none'): Promise<void> {
  await database.query(`ALTER SYSTEM SET log_statement = '${what}'`);
  await database.query('SELECT pg_reload_conf()');
  await waitFor(async () => {
    const { rows } = await database.query<{ log_statement: string }>('SHOW log_statement');
    return rows[0]?.log_statement === what;
  }, 'PostgreSQL to read its settings again');
}

/** A statement, by which session, and under which name where it is kept prepared. */
export interface Sent extends Statement {
  readonly session: string;
  readonly name: string | undefined;
}

interface Entry {
  readonly session: string;
  readonly level: string;
  text: string;
}

function sentIn(log: string): Sent[] {
  const all: Sent[] = [];
  const last = new Map<string, number>();
  for (const { session, level, text } of entriesIn(log)) {
    const at = last.get(session);
    const before = at === undefined ? undefined : all[at];
    if (level === 'DETAIL' && at !== undefined && before) all[at] = { ...before, values: valuesIn(text) };
    const [, name, sql] = (level === 'LOG' && /^(?:execute ([^:]*)|statement): ([^]*)$/.exec(text)) || [];
    if (sql === undefined) continue;
    last.set(session, all.length);
    all.push({ session, name: name === '<unnamed>' ? undefined : name, text: sql, values: [] });
  }
  return all;
}

function transactionsOfAll(sent: readonly Sent[]): Statement[][] {
  const open = new Map<string, Statement[]>();
  const done: Statement[][] = [];
  for (const { session, text, values } of sent) {
    const transaction = open.get(session) ?? [];
    if (/^(START TRANSACTION|BEGIN)/.test(text)) open.set(session, [{ text, values }]);
    else transaction.push({ text, values });
    if (text === 'COMMIT' && open.delete(session)) done.push(transaction);
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
const valuesIn = (detail: string): (string | null)[] =>
  [...detail.matchAll(parameter)].map(([, all, quoted]) =>
    all === 'NULL' ? null : (quoted ?? '').replaceAll("''", "'"),
  );
