import { withCallers } from './caller.ts';
import { issue, openCounters } from './hall.ts';
import { inParallel, type Load, unitsAt } from './load.ts';
import { type Rate, replay } from './pgbench.ts';
import { each, type Outcome } from './result.ts';
import { type Script, scriptOf } from './script.ts';
import { emptyHall } from './settle.ts';
import { callers, runs, type Stage } from './stage.ts';
import { transactionsOf } from './statements.ts';
import { quantile } from './stats.ts';

const warmUp = 320;
const kiosks = Array.from({ length: callers }, () => 'district-turksib');

interface Run {
  readonly gateway: Load;
  readonly database: Rate;
}

/** Issues so many tickets through the gateway, by 16 kiosks at once. */
export const issueMany = (stage: Stage, count: number): Promise<Load> =>
  withCallers(stage, kiosks, (some) =>
    inParallel(callers, count, (number) => issue(some[number] as (typeof some)[0])),
  );

/** One issue as PostgreSQL sees it: taken from what the service sends. */
const issueScript = async (stage: Stage): Promise<Script> =>
  scriptOf(stage.database, await transactionsOf(stage, 'idempotency', () => issueMany(stage, 2)));

export async function benchIssue(stage: Stage): Promise<Outcome> {
  await openCounters(stage);
  const tickets = unitsAt((await issueMany(stage, warmUp)).perSecond);
  await emptyHall(stage);
  const script = await issueScript(stage);
  const all: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    await emptyHall(stage);
    const gateway = await issueMany(stage, tickets);
    await emptyHall(stage);
    all.push({ gateway, database: await replay(stage, script, tickets) });
  }
  return {
    name: 'issue',
    title: 'Issuing tickets by 16 callers',
    measures: [
      {
        name: 'gateway / PostgreSQL alone',
        unit: '×',
        aim: { least: 0.35 },
        runs: each(all, ({ gateway, database }) => gateway.perSecond / database.perSecond),
      },
      { name: 'through the gateway', unit: 'tickets/s', runs: each(all, ({ gateway }) => gateway.perSecond) },
      { name: 'PostgreSQL alone', unit: 'tickets/s', runs: each(all, ({ database }) => database.perSecond) },
      { name: 'answer, p50', unit: 'ms', runs: each(all, ({ gateway }) => quantile(gateway.times, 0.5)) },
      { name: 'answer, p99', unit: 'ms', runs: each(all, ({ gateway }) => quantile(gateway.times, 0.99)) },
    ],
    notes: [
      `Each run: ${String(tickets)} tickets into an empty hall of one office with 16 open counters, all of one number series; ticket, period, outbox and idempotency are on the disk (fsync) before the answer.`,
      `"PostgreSQL alone" is ${all[0]?.database.by ?? ''} with 16 clients and the statements of one such transaction, taken from the log of the same server.`,
    ],
  };
}
