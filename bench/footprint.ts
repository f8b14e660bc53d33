import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { issueMany } from './issue.ts';
import { openCounters } from './hall.ts';
import type { Measure, Outcome } from './result.ts';
import { emptyHall } from './settle.ts';
import { runs, type Stage } from './stage.ts';
import { rounded } from './stats.ts';

const services = ['gateway', 'queue', 'notifications'] as const;
const load = 500;
const idleMs = 5_000;

/** MiB of a process: resident, and its proportional share of what it has in common with others. */
function memoryOf({ sandbox }: Stage, service: string): { rss: number; pss: number } {
  const pid = String(sandbox.part(service).pid ?? 0);
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { rss: rounded(of('Rss')), pss: rounded(of('Pss')) };
}

/** Seconds from spawning a service to its being ready. */
async function coldStart({ sandbox }: Stage, service: string): Promise<number> {
  const part = sandbox.part(service);
  await part.stop();
  const began = performance.now();
  await part.start();
  return rounded((performance.now() - began) / 1000);
}

type Memory = Map<string, { rss: number; pss: number }>;
const memory = (stage: Stage): Memory =>
  new Map(services.map((service) => [service, memoryOf(stage, service)]));

export async function benchFootprint(stage: Stage): Promise<Outcome> {
  const starts = new Map<string, number[]>(services.map((service) => [service, []]));
  const fresh: Memory[] = [];
  const loaded: Memory[] = [];
  for (let run = 0; run < runs; run += 1) {
    for (const service of services) starts.get(service)?.push(await coldStart(stage, service));
    await pause(idleMs);
    fresh.push(memory(stage));
    await openCounters(stage);
    await issueMany(stage, load);
    await emptyHall(stage);
    loaded.push(memory(stage));
  }
  return {
    name: 'footprint',
    title: 'Memory and cold start of each service',
    measures: services.flatMap((service): Measure[] => [
      { name: `${service}: cold start`, unit: 's', aim: { most: 2 }, runs: starts.get(service) ?? [] },
      { name: `${service}: RSS idle`, unit: 'MiB', runs: fresh.map((one) => one.get(service)?.rss ?? NaN) },
      {
        name: `${service}: RSS after load`,
        unit: 'MiB',
        aim: { most: 150 },
        runs: loaded.map((one) => one.get(service)?.rss ?? NaN),
      },
      {
        name: `${service}: PSS after load`,
        unit: 'MiB',
        runs: loaded.map((one) => one.get(service)?.pss ?? NaN),
      },
    ]),
    notes: [
      `Each run starts each service anew (from spawning it to /health/ready), measures ${String(idleMs / 1000)} s later, then again after ${String(load)} tickets by 16 callers. RSS counts the Node binary for each process; PSS shares it.`,
    ],
  };
}
