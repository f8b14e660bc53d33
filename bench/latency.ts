import { availableParallelism } from 'node:os';
import { queueCounterTopic, queueTicketTopic } from '@kezek/contracts';
import type { LogRecord } from '@kezek/platform';
import { waitFor } from '@kezek/testing';
import { type Caller, operators, withCallers } from './caller.ts';
import { counterOf, issue, openCounters, serve } from './hall.ts';
import { atRate } from './load.ts';
import { each, type Outcome } from './result.ts';
import { emptyHall } from './settle.ts';
import { callers, runs, type Stage } from './stage.ts';
import { quantile } from './stats.ts';
import { Watchers } from './watchers.ts';

/** A visit is four events: issued, called, started, served. */
const visitsPerSecond = 12.5;
const visits = 75;
const eventsPerSecond = 50;
const produced = 200;
const boards = availableParallelism() >= 4 ? 2000 : 200;

interface Run {
  readonly kafka: readonly number[];
  readonly consumer: readonly number[];
  readonly board: readonly number[];
}

/** What a reader of a topic notes of each record. */
async function reading<T>(
  stage: Stage,
  topic: string,
  work: (take: (one: (record: LogRecord) => void) => void) => Promise<T>,
): Promise<T> {
  let note: (record: LogRecord) => void = () => undefined;
  const onRecord = (record: LogRecord) => {
    note(record);
  };
  const tail = stage.kafka.tail({ name: 'bench', topics: [topic], onRecord });
  try {
    await tail.following;
    return await work((one) => {
      note = one;
    });
  } finally {
    await tail.close();
  }
}

/** Kafka's own part: from a producer's `append` to a consumer, at the same rate, without anything of ours between. */
const ofKafka = (stage: Stage): Promise<number[]> =>
  reading(stage, queueCounterTopic.name, async (take) => {
    const times: number[] = [];
    take(({ headers }) => times.push(Date.now() - Number(headers['bench_at'])));
    await atRate(eventsPerSecond, produced, () =>
      stage.kafka.append([
        {
          topic: queueCounterTopic.name,
          key: 'BENCH',
          headers: { bench_at: String(Date.now()) },
          payload: JSON.stringify({ note: 'x'.repeat(400) }),
        },
      ]),
    );
    await waitFor(() => times.length >= produced, 'every record of Kafka');
    return times;
  });

/** From the moment of the transaction (its `ce_time`) to a consumer, and to the boards. */
const ofEvents = (stage: Stage, watchers: Watchers): Promise<Omit<Run, 'kafka'>> =>
  reading(stage, queueTicketTopic.name, async (take) => {
    const consumer: number[] = [];
    take(({ headers }) => consumer.push(Date.now() - Date.parse(headers['ce_time'] ?? '')));
    watchers.delays = [];
    await withCallers(stage, ['district-turksib', ...operators(callers)], async ([kiosk, ...some]) => {
      const free = some.map(() => Promise.resolve());
      await atRate(visitsPerSecond, visits, (index) => {
        const at = index % callers;
        return (free[at] = (free[at] ?? Promise.resolve()).then(() => visit(kiosk, some[at], at + 1)));
      });
    });
    await waitFor(() => consumer.length >= visits * 4, 'every event');
    await waitFor(() => watchers.delays.length >= visits * boards, 'every call on every board');
    return { consumer, board: watchers.delays };
  });

async function visit(
  kiosk: Caller | undefined,
  operator: Caller | undefined,
  counter: number,
): Promise<void> {
  if (kiosk === undefined || operator === undefined) return;
  await issue(kiosk);
  await serve(operator, await operator.post(`${counterOf(counter)}/call-next`));
}

export async function benchLatency(stage: Stage): Promise<Outcome> {
  await openCounters(stage);
  await emptyHall(stage);
  const watchers = await Watchers.open(stage, boards);
  const all: Run[] = [];
  try {
    await ofEvents(stage, watchers);
    for (let run = 0; run < runs; run += 1)
      all.push({ kafka: await ofKafka(stage), ...(await ofEvents(stage, watchers)) });
  } finally {
    watchers.close();
  }
  const of = (share: number, pick: (run: Run) => readonly number[]) =>
    each(all, (run) => quantile(pick(run), share));
  const kafka = ({ kafka: times }: Run) => times;
  const consumer = ({ consumer: times }: Run) => times;
  const board = ({ board: times }: Run) => times;
  return {
    name: 'latency',
    title: 'From the commit to those who are told',
    measures: [
      { name: 'a consumer, p50', unit: 'ms', runs: of(0.5, consumer) },
      { name: 'a consumer, p99', unit: 'ms', runs: of(0.99, consumer) },
      { name: 'Kafka alone (append to consumer), p50', unit: 'ms', runs: of(0.5, kafka) },
      { name: 'Kafka alone (append to consumer), p99', unit: 'ms', runs: of(0.99, kafka) },
      {
        name: 'a consumer, p99, beyond Kafka alone',
        unit: 'ms',
        aim: { most: 50 },
        runs: each(all, (run) => quantile(run.consumer, 0.99) - quantile(run.kafka, 0.99)),
      },
      { name: `a board of ${String(boards)}, p50`, unit: 'ms', runs: of(0.5, board) },
      { name: `a board of ${String(boards)}, p99`, unit: 'ms', aim: { most: 500 }, runs: of(0.99, board) },
    ],
    notes: [
      `${String(eventsPerSecond)} events a second for ${String(visits / visitsPerSecond)} s in each run; ${String(boards)} SSE clients of one office in the process that also calls.`,
      'Times begin with the transaction (`ce_time`, `calledAt`), not with its commit: they include its statements and its fsync.',
    ],
  };
}
