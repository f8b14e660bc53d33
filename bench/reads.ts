import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withCallers } from './caller.ts';
import { issue, openCounters } from './hall.ts';
import { each, type Outcome } from './result.ts';
import { emptyHall } from './settle.ts';
import { callers, root, runs, type Stage } from './stage.ts';

const seconds = 4;
const output = promisify(execFile);

interface Read {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

async function read(url: string): Promise<Read> {
  const program = join(root, 'node_modules', 'autocannon', 'autocannon.js');
  const settings = ['-c', String(callers), '-d', String(seconds), '--json', '--no-progress'];
  const { stdout } = await output(process.execPath, [program, ...settings, url]);
  const { requests, latency, non2xx, errors } = JSON.parse(stdout) as {
    requests: { average: number };
    latency: { p50: number; p99: number };
    non2xx: number;
    errors: number;
  };
  if (non2xx + errors > 0) throw new Error(`${url}: ${String(non2xx)} refused, ${String(errors)} failed`);
  return { perSecond: requests.average, p50: latency.p50, p99: latency.p99 };
}

async function startBare(body: string, url: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), body, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: chunk.toString().trim() };
}

export async function benchReads(stage: Stage): Promise<Outcome> {
  await openCounters(stage);
  await emptyHall(stage);
  const trackingToken = await withCallers(stage, ['district-turksib'], async ([kiosk]) =>
    kiosk === undefined ? '' : (await issue(kiosk)).trackingToken,
  );
  const path = `/v1/track/${trackingToken}`;
  const { gateway } = stage.sandbox.running;
  const bare = await startBare(await (await fetch(`${gateway}${path}`)).text(), stage.databaseUrl);
  const all: { ours: Read; row: Read; bare: Read }[] = [];
  try {
    await read(`${gateway}${path}`);
    for (let run = 0; run < runs; run += 1)
      all.push({
        ours: await read(`${gateway}${path}`),
        row: await read(`${bare.url}/row/${trackingToken}`),
        bare: await read(`${bare.url}${path}`),
      });
  } finally {
    bare.child.kill('SIGKILL');
  }
  return {
    name: 'reads',
    title: 'Reading one’s own ticket (GET /v1/track/{trackingToken}) by 16 callers',
    measures: [
      {
        name: 'gateway / a bare Fastify route that reads the row',
        unit: '×',
        aim: { least: 0.4 },
        runs: each(all, ({ ours, row }) => ours.perSecond / row.perSecond),
      },
      {
        name: 'gateway / a bare Fastify route without a database',
        unit: '×',
        aim: { least: 0.4 },
        runs: each(all, ({ ours, bare: route }) => ours.perSecond / route.perSecond),
      },
      { name: 'through the gateway', unit: 'reads/s', runs: each(all, ({ ours }) => ours.perSecond) },
      {
        name: 'a bare route that reads the row',
        unit: 'reads/s',
        runs: each(all, ({ row }) => row.perSecond),
      },
      {
        name: 'a bare route without a database',
        unit: 'reads/s',
        runs: each(all, ({ bare: { perSecond } }) => perSecond),
      },
      { name: 'answer, p50', unit: 'ms', runs: each(all, ({ ours }) => ours.p50) },
      { name: 'answer, p99', unit: 'ms', runs: each(all, ({ ours }) => ours.p99) },
    ],
    notes: [
      'The read goes through the gateway and the queue service to PostgreSQL, with place and estimate; the bare routes answer the ticket’s row by one prepared statement of `pg`, and the same bytes from memory. autocannon asks them in turn.',
    ],
  };
}
