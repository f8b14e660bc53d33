import { Pool } from 'pg';
import { operators, withCallers, type Ticket } from './caller.ts';
import { counterOf, fillHall, openCounters } from './hall.ts';
import { issueMany } from './issue.ts';
import { inParallel, type Load, unitsAt } from './load.ts';
import { replay } from './pgbench.ts';
import { each, type Outcome } from './result.ts';
import { type Script, scriptOf } from './script.ts';
import { emptyHall } from './settle.ts';
import { callers, office, runs, type Stage } from './stage.ts';
import { transactionsOf } from './statements.ts';
import { quantile } from './stats.ts';

const warmUp = 160;

const release = `UPDATE ticket SET state = 'served', outcome = 'served', ended_at = now()
  WHERE office = '${office}' AND state = 'called' AND counter = `;

/** Operators call so many visitors; each is served in no time, past the service. */
async function callMany(stage: Stage, count: number): Promise<Load> {
  const database = new Pool({ connectionString: stage.databaseUrl, max: callers });
  const times: number[] = [];
  try {
    return await withCallers(stage, operators(callers), async (some) => {
      const load = await inParallel(callers, count, async (number) => {
        const began = performance.now();
        const ticket = await some[number]?.post<Ticket | undefined>(`${counterOf(number + 1)}/call-next`);
        if (ticket === undefined) throw new Error('nobody was called although there are people waiting');
        times.push(performance.now() - began);
        await database.query(`${release} $1`, [String(number + 1)]);
      });
      return { ...load, times };
    });
  } finally {
    await database.end();
  }
}

/** One call as PostgreSQL sees it, and the freeing of the counter. */
async function callScript(stage: Stage): Promise<Script> {
  const examples = await transactionsOf(stage, 'idempotency', async () => {
    for (let call = 0; call < 2; call += 1) await callOnce(stage);
  });
  const substitutes = new Map([
    ['1', '(:client_id + 1)::text'],
    ['operator-turksib-1', "'operator-turksib-' || (:client_id + 1)::text"],
  ]);
  const { sql, variables } = await scriptOf(stage.database, examples, substitutes);
  return { sql: `${sql}\n${release.replaceAll(/\s+/g, ' ')} (:client_id + 1)::text;`, variables };
}

const callOnce = (stage: Stage): Promise<unknown> =>
  withCallers(stage, operators(1), async ([operator]) => {
    await operator?.post(`${counterOf(1)}/call-next`);
    await stage.database.query(`${release} '1'`);
  });

async function refill(stage: Stage, calls: number): Promise<void> {
  await emptyHall(stage);
  await issueMany(stage, 1);
  await fillHall(stage, calls + callers);
}

async function claimsPerSecond(stage: Stage, script: Script, calls: number): Promise<number> {
  await refill(stage, calls);
  const { perSecond } = await replay(stage, script, calls);
  const { rowCount } = await stage.database.query("SELECT FROM ticket WHERE state = 'served'");
  if (rowCount === null || rowCount === 0) throw new Error('the replayed claim called nobody');
  return (perSecond * rowCount) / calls;
}

/** Without the lock that lets the calls of an office be made one after the other: all go for the same row at once. */
function withoutTurns(sql: string): string {
  const lines = sql.split('\n');
  const rest = lines.filter((line) => !line.includes("'calls '"));
  if (rest.length !== lines.length - 1) throw new Error('the claim does not take its turn');
  return rest.join('\n');
}

export async function benchCallNext(stage: Stage): Promise<Outcome> {
  await openCounters(stage);
  await refill(stage, warmUp);
  const calls = unitsAt((await callMany(stage, warmUp)).perSecond);
  await refill(stage, calls);
  const script = await callScript(stage);
  const waiting = { ...script, sql: withoutTurns(script.sql) };
  const all: { gateway: Load; ours: number; forUpdate: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    await refill(stage, calls);
    const gateway = await callMany(stage, calls);
    const ours = await claimsPerSecond(stage, script, calls);
    all.push({ gateway, ours, forUpdate: await claimsPerSecond(stage, waiting, calls) });
  }
  return {
    name: 'call-next',
    title: 'Calling the next visitor by 16 operators of one office',
    measures: [
      {
        name: 'our claim / the FOR UPDATE version',
        unit: '×',
        aim: { least: 1 },
        runs: each(all, ({ ours, forUpdate }) => ours / forUpdate),
      },
      { name: 'our claim in PostgreSQL', unit: 'calls/s', runs: each(all, ({ ours }) => ours) },
      { name: 'FOR UPDATE in PostgreSQL', unit: 'calls/s', runs: each(all, ({ forUpdate }) => forUpdate) },
      { name: 'through the gateway', unit: 'calls/s', runs: each(all, ({ gateway }) => gateway.perSecond) },
      { name: 'answer, p50', unit: 'ms', runs: each(all, ({ gateway }) => quantile(gateway.times, 0.5)) },
      { name: 'answer, p99', unit: 'ms', runs: each(all, ({ gateway }) => quantile(gateway.times, 0.99)) },
    ],
    notes: [
      `Each run: ${String(calls)} calls with ${String(calls + callers)} people waiting; each counter is freed by one UPDATE, past the service. No call was answered empty.`,
      'Both claims are the transaction that the service sends, with and without the lock by which calls of an office take turns, replayed with 16 clients; who finds the head taken has called nobody.',
    ],
  };
}
