import { randomBytes, randomUUID } from 'node:crypto';
import { waitFor } from '@kezek/testing';
import { operators, withCallers, type Ticket } from './caller.ts';
import { counterOf, issue } from './hall.ts';
import { office, type Stage } from './stage.ts';
import { logged, type Sent } from './statements.ts';
import { codeOf, type Loaded } from './year-load.ts';
import { probes, type Days } from './year-probes.ts';

/** How PostgreSQL went about a statement of the service. */
export interface Plan {
  readonly statement: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly executed: boolean;
}

const large = /\b(ticket|period|overtaking)\b/;
const wholeTable = /Seq Scan on (?:public\.)?(ticket|period|overtaking)\b/;

/** Of every different statement on a large table that the service sends for whatever it can be asked. */
export async function plansOf(stage: Stage, days: Days): Promise<Plan[]> {
  const sent = await logged(stage, async (sentNow) => {
    await roundOfTimers(stage, sentNow);
    await askAll(stage, days);
    await waitFor(() => sentNow().some(({ text }) => text.includes('office_day_end AS e')), 'the log');
    return sentNow();
  });
  const different = new Map<string, Sent>();
  for (const one of sent) {
    const known = different.get(one.text);
    // The values of a statement follow it in the log: the last one may not have them yet.
    if (
      large.test(one.text) &&
      /^\(?\s*(WITH|SELECT|INSERT|UPDATE|DELETE)/.test(one.text) &&
      !known?.values.length
    )
      different.set(one.text, one);
  }
  const plans: Plan[] = [];
  for (const one of different.values()) plans.push(await planOf(stage, one));
  return plans.sort((a, b) => (a.statement < b.statement ? -1 : 1));
}

/** A service that has just started goes through all that it does by itself. */
async function roundOfTimers({ sandbox }: Stage, sentNow: () => Sent[]): Promise<void> {
  await sandbox.restart('queue');
  const seen = () => sentNow().filter(({ name }) => name === 'statistics-unsealed').length >= 30;
  await waitFor(seen, 'a round of the timers', 60_000);
}

async function askAll(stage: Stage, days: Days): Promise<void> {
  const clients = ['district-turksib', ...operators(1), 'admin', 'kiosk-turksib'];
  await withCallers(stage, clients, async ([desk, operator, admin, kiosk]) => {
    if (!desk || !operator || !admin || !kiosk) throw new Error('four callers');
    const ticket = await issue(desk, { furtherServices: ['consultation'], priority: 'infant' });
    await issue(kiosk, { phone: '+77012345678', iin: '900101300007' });
    for (const { path, accept } of probes) await admin.get(path({ ...days, ticket }), accept);
    await admin.get(`/tickets/${ticket.id}/history`);
    await admin.get(`/offices/${office}/tickets?limit=50`);
    const call = () => operator.post(`${counterOf(1)}/call-next`);
    const act = ({ id }: Ticket, action: string, body: object = {}) =>
      operator.post(`/tickets/${id}/${action}`, body);
    const first = await call();
    await act(first, 'recall');
    await act(first, 'park', { reason: 'documents-missing' });
    await act(first, 'resume');
    const second = await call();
    await act(second, 'start');
    await act(second, 'transfer', { service: 'consultation' });
    await operator.post(`/tickets/${ticket.id}/call`, { counter: '1', reason: 'elderly' });
    await act(ticket, 'start');
    await act(ticket, 'finish', { outcome: 'served' });
    await operator.post(`/track/${(await issue(desk)).trackingToken}/leave`);
    await changeOffice(stage);
    const round = codeOf(4);
    await admin.post(`/offices/${round}/day/close`, { reason: 'no-power' });
  });
}

/** Looks for whatever stands in the way of a changed definition. */
async function changeOffice({ sandbox }: Stage): Promise<void> {
  const url = `${sandbox.running.gateway}/v1/offices/${office}`;
  const { code: _, version, ...definition } = (await (await fetch(url)).json()) as Record<string, unknown>;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await sandbox.token('admin')}`,
      'content-type': 'application/json',
      'if-match': `"${String(version)}"`,
    },
    body: JSON.stringify(definition),
  });
  if (!answer.ok) throw new Error(`PUT ${url}: ${await answer.text()}`);
}

/** As the service has it after a few uses: a statement with a name is planned without its values. */
async function planOf(stage: Stage, sent: Sent): Promise<Plan> {
  const statement = sent.name ?? nameOf(sent.text);
  const of = (values: Sent['values'], analyze: boolean) => explain(stage, { ...sent, values }, analyze);
  // What is written twice is refused: then with other ids, or unexecuted.
  const lines = await of(sent.values, true)
    .catch(() => of(sent.values.map(renewed), true))
    .catch(() => undefined);
  return {
    statement,
    text: sent.text,
    executed: lines !== undefined,
    lines: lines ?? (await of(sent.values, false)),
  };
}

/** Of a statement without a name: its verb and its end, which says of what and for which condition. */
function nameOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 90 ? line : `${/^\w*/.exec(line)?.[0] ?? ''} … ${line.slice(-80)}`;
}

function renewed(value: string | null): string | null {
  if (value === null) return null;
  if (/^[\da-f]{8}-[\da-f-]{27}$/.test(value)) return randomUUID();
  return /^\\x[\da-f]{64}$/.test(value) ? `\\x${randomBytes(32).toString('hex')}` : value;
}

async function explain(
  { database }: Stage,
  { text, values, name }: Sent,
  analyze: boolean,
): Promise<string[]> {
  const literals = values.map((value) => (value === null ? 'NULL' : database.escapeLiteral(value)));
  await database.query('BEGIN');
  try {
    if (name !== undefined) await database.query('SET LOCAL plan_cache_mode = force_generic_plan');
    await database.query(`PREPARE year_plan AS ${text}`);
    const { rows } = await database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (${analyze ? 'ANALYZE, BUFFERS' : 'COSTS'}) EXECUTE year_plan${literals.length > 0 ? ` (${literals.join(', ')})` : ''}`,
    );
    return rows.map((row) => row['QUERY PLAN']);
  } finally {
    await database.query('ROLLBACK');
    await database.query('DEALLOCATE ALL');
  }
}

interface Use {
  readonly relation: string;
  readonly index: string | null;
  readonly scans: number | null;
  readonly mebibytes: number;
}

/** The size of everything, and how often each index was looked at since the year was loaded. */
export async function usageOf({ database }: Stage): Promise<Use[]> {
  const { rows } = await database.query<Use>(
    `SELECT relname AS relation, NULL AS index, NULL::float8 AS scans, pg_table_size(relid)::float8 / 1048576 AS mebibytes
     FROM pg_stat_user_tables
     UNION ALL SELECT relname, indexrelname, idx_scan::float8, pg_relation_size(indexrelid)::float8 / 1048576
     FROM pg_stat_user_indexes ORDER BY 1, 2 NULLS FIRST`,
  );
  return rows.filter(({ relation, mebibytes }) => large.test(relation) || mebibytes >= 0.1);
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function pageOf(plans: readonly Plan[], usage: readonly Use[], loaded: Loaded): string {
  const whole = plans.filter(({ lines }) => wholeTable.test(lines.join('\n')));
  return `# Plans and sizes with a year of data

${String(Math.round(loaded.tickets))} tickets, ${String(Math.round(loaded.periods))} periods, ${String(Math.round(loaded.overtakings))} overtakings. Every different statement on these tables that the service sent, taken from the log of the server: for each call that the bench makes, and for one round of what it does by itself. Statements with a name are planned without their values, as PostgreSQL does after a few uses.

Read one of these tables from its beginning to its end: ${whole.length === 0 ? 'none' : whole.map(({ statement }) => `\`${statement}\``).join(', ')}.

| Statement | ms | Pages | Indexes |
|---|---:|---:|---|
${plans.map(rowOf).join('\n')}

## Sizes, and how often an index was used

| Table | Index | MiB | Used |
|---|---|---:|---:|
${usage.map(({ relation, index, scans, mebibytes }) => `| ${relation} | ${index ?? ''} | ${mebibytes.toFixed(1)} | ${scans === null ? '' : String(scans)} |`).join('\n')}

## Plans

${plans.map(({ statement, text, lines }) => `### ${statement}\n\n\`\`\`sql\n${text.trim()}\n\`\`\`\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`).join('\n')}`;
}

function rowOf({ statement, lines, executed }: Plan): string {
  const plan = lines.join('\n');
  const time = executed ? (/Execution Time: ([\d.]+)/.exec(plan)?.[1] ?? '') : 'not run';
  const [, hit = '0'] = /shared hit=(\d+)/.exec(plan) ?? [];
  const [, read = '0'] = /Buffers: shared (?:hit=\d+ )?read=(\d+)/.exec(plan) ?? [];
  const indexes = [...plan.matchAll(/(?:using|Bitmap Index Scan on) (\w+)/g)].map(([, name]) => name);
  return `| ${cell(statement)} | ${time} | ${String(Number(hit) + Number(read))} | ${[...new Set(indexes)].join(', ')} |`;
}
