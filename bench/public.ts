import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, operators, withCallers } from './caller.ts';
import { type Answers, Crowd } from './crowd.ts';
import { counterOf, fillHall, issue, openCounters, serve } from './hall.ts';
import { each, type Measure, type Outcome } from './result.ts';
import { emptyHall } from './settle.ts';
import { office, runs, type Stage } from './stage.ts';
import { quantile } from './stats.ts';

const connections = 64;
const visits = 40;
/** A hall that is full: nobody has been called all day. */
const full = 1000;

interface Desk {
  /** Of each issue and each call, in milliseconds. */
  readonly times: readonly number[];
  readonly failures: number;
}

interface Run {
  readonly alone: Desk;
  readonly beside: Desk;
  readonly crowd: Answers;
}

/** One operator: issues a ticket, calls the next visitor, serves; over and over. */
async function work(stage: Stage): Promise<Desk> {
  const times: number[] = [];
  let failures = 0;
  const timed = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    const began = performance.now();
    const answer = await act().catch(() => undefined);
    if (answer === undefined) failures += 1;
    else times.push(performance.now() - began);
    return answer;
  };
  const visit = async (kiosk: Caller, operator: Caller) => {
    await timed(() => issue(kiosk));
    const called = await timed(() => operator.post(`${counterOf(1)}/call-next`));
    if (called !== undefined) await serve(operator, called).catch(() => (failures += 1));
  };
  await withCallers(stage, ['district-turksib', ...operators(1)], async ([kiosk, operator]) => {
    if (!kiosk || !operator) throw new Error('two callers');
    for (let number = 0; number < visits; number += 1) await visit(kiosk, operator);
  });
  return { times, failures };
}

/** The last in the hall, whose place takes the longest to count, watches it from a phone; so do walls and maps. */
async function pathsOf(stage: Stage): Promise<string[]> {
  const last = await withCallers(stage, ['district-turksib'], ([kiosk]) => issue(kiosk as Caller));
  return [
    `/v1/track/${last.trackingToken}`,
    `/v1/track/${last.trackingToken}`,
    `/v1/offices/${office}/board`,
  ];
}

async function measure(stage: Stage, waiting: number): Promise<Run[]> {
  const all: Run[] = [];
  for (let run = 0; run < Math.min(2, runs); run += 1) {
    await emptyHall(stage);
    const paths = await pathsOf(stage);
    if (waiting > 0) await fillHall(stage, waiting);
    await work(stage);
    const alone = await work(stage);
    const crowd = new Crowd(stage.sandbox.running.gateway, connections, paths);
    // Everybody has come when the desk begins.
    await pause(2000);
    const beside = await work(stage);
    all.push({ alone, beside, crowd: await crowd.leave() });
  }
  return all;
}

const p50 = ({ times }: Desk) => quantile(times, 0.5);
const p99 = ({ times }: Desk) => quantile(times, 0.99);

const measuresOf = (hall: string, all: readonly Run[]): Measure[] => [
  {
    name: `${hall}: p50 beside the public / alone`,
    unit: '×',
    aim: { most: 2 },
    runs: each(all, ({ alone, beside }) => p50(beside) / p50(alone)),
  },
  {
    name: `${hall}: failures of the desk`,
    unit: '',
    aim: { most: 0 },
    runs: each(all, ({ beside }) => beside.failures),
  },
  { name: `${hall}: alone, p50`, unit: 'ms', runs: each(all, ({ alone }) => p50(alone)) },
  { name: `${hall}: beside the public, p50`, unit: 'ms', runs: each(all, ({ beside }) => p50(beside)) },
  { name: `${hall}: beside the public, p99`, unit: 'ms', runs: each(all, ({ beside }) => p99(beside)) },
  { name: `${hall}: answers to the public`, unit: '', runs: each(all, ({ crowd }) => crowd['200'] ?? 0) },
];

export async function benchPublic(stage: Stage): Promise<Outcome> {
  await openCounters(stage);
  const quiet = await measure(stage, 0);
  const crowded = await measure(stage, full);
  return {
    name: 'public',
    title: `An operator beside ${String(connections)} connections of the public`,
    measures: [...measuresOf('quiet hall', quiet), ...measuresOf('full hall', crowded)],
    notes: [
      `One operator issues and calls ${String(visits)} times in each run, alone and then beside ${String(connections)} connections without a token that ask for the place of the last in the hall and for the board in a closed loop, and never wait when they are told to. The full hall has ${String(full)} waiting.`,
      `To the public in the last run: quiet ${JSON.stringify(quiet.at(-1)?.crowd)}, full ${JSON.stringify(crowded.at(-1)?.crowd)}.`,
    ],
  };
}
