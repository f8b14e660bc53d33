import type { DataSource } from 'typeorm';
import { columnsOf } from '../database/columns';
import { inTransaction, rows, type Tx } from '../database/transaction';
import { wakeByNotify } from '../wake/wake-ups';
import { parkedWork } from './parked-event';
import { ParkedEventRow } from './parked-event.row';

type Print = (line: string) => void;

interface FirstOfKey extends ParkedEventRow {
  readonly waiting: number;
}

const usage = `usage:
  parked list                           keys that wait, with the first event of each
  parked show <id>                      one event, whole
  parked retry <id|key>                 deliver the first event of the key now, then what queues behind it
  parked skip <id> --reason "<words>"   give one event up for good; it is kept in parked_event_skipped`;

const isId = (text: string): boolean => /^\d{1,15}$/.test(text);

/**
 * The operator's command for parked events: `node services/<name>/dist/main.js parked …`. The running service does the
 * deliveries. Returns the exit code: 0, 1 (not found, not possible), 2 (usage).
 */
export async function parkedCommand(
  dataSource: DataSource,
  args: readonly string[],
  print: Print = (line) => void process.stdout.write(`${line}\n`),
): Promise<number> {
  const work = workOf(args, print);
  if (work !== undefined) return inTransaction(dataSource, work);
  print(usage);
  return 2;
}

function workOf(
  [verb, target, ...rest]: readonly string[],
  print: Print,
): ((tx: Tx) => Promise<number>) | undefined {
  if (target === undefined) return verb === 'list' ? (tx) => list(tx, print) : undefined;
  if (verb === 'retry' && rest.length === 0) return (tx) => retry(tx, target, print);
  if (!isId(target)) return undefined;
  if (verb === 'show' && rest.length === 0) return (tx) => show(tx, Number(target), print);
  const reason = verb === 'skip' ? reasonOf(rest) : '';
  return reason === '' ? undefined : (tx) => skip(tx, Number(target), reason, print);
}

const reasonOf = ([flag, ...words]: readonly string[]): string =>
  flag === '--reason' ? words.join(' ').trim() : '';

async function list(tx: Tx, print: Print): Promise<number> {
  const found = await rows<FirstOfKey>(tx, {
    text: `SELECT ${columnsOf(ParkedEventRow, 'p')}, (SELECT count(*) FROM parked_event b
        WHERE b.consumer = p.consumer AND b.topic = p.topic AND b.key = p.key) AS waiting FROM parked_event p
      WHERE id IN (SELECT min(id) FROM parked_event GROUP BY consumer, topic, key) ORDER BY id`,
  });
  for (const row of found) print(lineOf(row));
  if (found.length === 0) print('nothing is parked');
  return 0;
}

const lineOf = (row: FirstOfKey): string =>
  [
    `id ${String(row.id)}`,
    `key ${row.key}`,
    row.consumer,
    row.headers['ce_type'] ?? '(no type)',
    `${String(row.waiting)} waiting`,
    `${row.reason}, failed ${String(row.errorCount)} times`,
    row.retryAt === null ? 'no retry by itself' : `next try ${row.retryAt.toISOString()}`,
    row.error ?? '',
  ].join(' · ');

async function show(tx: Tx, id: number, print: Print): Promise<number> {
  const row = await tx.findOneBy(ParkedEventRow, { id });
  if (row === null) return missing(id, print);
  print(JSON.stringify({ ...row, value: row.value?.toString() ?? null }, undefined, 2));
  return 0;
}

function missing(id: number | string, print: Print): number {
  print(`nothing is parked as ${String(id)}`);
  return 1;
}

// An operator's word starts the series of automatic retries anew.
async function retry(tx: Tx, target: string, print: Print): Promise<number> {
  const heads = await rows<{ id: number; key: string }>(tx, {
    text: `UPDATE parked_event SET retry_at = now(), error_count = 0
      WHERE id IN (SELECT min(h.id) FROM parked_event h
        WHERE h.key = $1 OR (h.consumer, h.topic, h.key) IN (SELECT consumer, topic, key FROM parked_event WHERE id = $2)
        GROUP BY h.consumer, h.topic, h.key)
      RETURNING id, key`,
    values: [target, isId(target) ? Number(target) : null],
  });
  if (heads.length === 0) return missing(target, print);
  await wakeByNotify(tx, parkedWork);
  for (const { id, key } of heads)
    print(`event ${String(id)} of key ${key} is tried now, then those behind it`);
  return 0;
}

async function skip(tx: Tx, id: number, reason: string, print: Print): Promise<number> {
  const gone = await rows<{ key: string }>(tx, {
    text: `WITH gone AS (DELETE FROM parked_event WHERE id = $1 RETURNING *),
      kept AS (INSERT INTO parked_event_skipped
        (id, consumer, topic, partition, "offset", key, headers, value, error, skip_reason)
        SELECT id, consumer, topic, partition, "offset", key, headers, value, error, $2 FROM gone),
      marked AS (INSERT INTO inbox (consumer, event_id)
        SELECT consumer, headers->>'ce_id' FROM gone WHERE headers ? 'ce_id' ON CONFLICT DO NOTHING)
      SELECT key FROM gone`,
    values: [id, reason],
  });
  const [row] = gone;
  if (row === undefined) return missing(id, print);
  await wakeByNotify(tx, parkedWork);
  print(`event ${String(id)} of key ${row.key} is given up; what queued behind it goes on`);
  return 0;
}
