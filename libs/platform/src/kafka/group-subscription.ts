import { setTimeout as pause } from 'node:timers/promises';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { onAbort } from '../retry/on-abort';
import { Outage } from '../retry/outage';
import { recordFrom } from './client';
import { liveOn, liveOnce } from './consumer-lives';
import { KeyedBatch } from './keyed-batch';
import type { LogRecord } from './record';

export interface GroupOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Takes records of one key in their order. Resolves when all are done, for good: then their offsets may be committed.
   * Rejects only when it gave up waiting because of `giveUp` (stop, rebalance): they come again, here or elsewhere.
   */
  readonly deliver: (records: readonly LogRecord[], giveUp: AbortSignal) => Promise<void>;
  /** Records of a key that are delivered together; default 1. */
  readonly runAtMost?: number;
  /** Keys of a partition that are worked on at once; default 8. */
  readonly keysAtOnce?: number;
  /** Partitions at once; default 3. */
  readonly partitionsAtOnce?: number;
  /** How often the offsets of a running batch are committed; default 1,000. */
  readonly commitEveryMs?: number;
}

type LagOf = (
  group: string,
  topics: readonly string[],
) => Promise<{ readonly topic: string; readonly partition: number; readonly behind: number }[]>;

// Below the time that a health check has.
const lagTimeLimitMs = 1_000;

/** A member of a group, for as long as it isn't closed: whatever ends the connection, it comes back. */
export class GroupSubscription {
  readonly #kafka: Kafka;
  readonly #options: GroupOptions;
  readonly #lagOf: LagOf;
  readonly #stop = new AbortController();
  readonly #outage: Outage;
  readonly #supervision: Promise<void>;
  #assigned = new Map<string, readonly number[]>();
  #running = 0;
  #progressAt = performance.now();

  constructor(kafka: Kafka, options: GroupOptions, lagOf: LagOf) {
    this.#kafka = kafka;
    this.#options = options;
    this.#lagOf = lagOf;
    this.#outage = new Outage('kafka', `Kafka (consumer ${options.group})`);
    this.#supervision = liveOn(() => this.#live(), this.#stop.signal, this.#outage);
  }

  get group(): string {
    return this.#options.group;
  }

  /** Partitions this member reads; none until it has joined. */
  get assigned(): ReadonlyMap<string, readonly number[]> {
    return this.#assigned;
  }

  /**
   * Whether it gets on with its work: false when records wait in its partitions, nothing was committed for `patienceMs`
   * and no handler is running. True while Kafka can't be asked: a restart wouldn't help.
   */
  async progresses(patienceMs = 60_000): Promise<boolean> {
    if (this.#running > 0 || performance.now() - this.#progressAt < patienceMs) return true;
    try {
      const lags = await this.#lagInTime();
      return lags.every(({ topic, partition, behind }) => {
        return behind === 0 || this.#assigned.get(topic)?.includes(partition) === false;
      });
    } catch {
      return true;
    }
  }

  // A Kafka that is frozen answers nobody: a restart wouldn't help then, either.
  async #lagInTime(): ReturnType<LagOf> {
    const limit = new AbortController();
    const late = pause(lagTimeLimitMs, undefined, { signal: limit.signal }).then(() =>
      Promise.reject(new Error('Kafka does not say how far behind we are')),
    );
    try {
      return await Promise.race([this.#lagOf(this.#options.group, this.#options.topics), late]);
    } finally {
      late.catch(() => undefined);
      limit.abort();
    }
  }

  /** Lets running handlers end, commits what is done, leaves the group. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#supervision;
  }

  async #live(): Promise<void> {
    try {
      await liveOnce(this.#kafka, this.#stop.signal, {
        config: {
          groupId: this.#options.group,
          heartbeatInterval: 3_000,
          rebalanceTimeout: 60_000,
          metadataMaxAge: 60_000,
        },
        topics: this.#options.topics,
        fromBeginning: true,
        run: {
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: this.#options.partitionsAtOnce ?? 3,
          eachBatch: (payload) => this.#batch(payload),
        },
        joined: (_, { payload }) => {
          this.#assigned = new Map(Object.entries(payload.memberAssignment));
          this.#outage.end();
        },
      });
    } finally {
      this.#assigned = new Map();
    }
  }

  async #batch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, partition } = batch;
    const work = new KeyedBatch(batch.messages.map((message) => recordFrom(topic, partition, message)));
    const giveUp = new AbortController();
    const ignoreStop = onAbort(this.#stop.signal, () => {
      giveUp.abort();
    });
    const trouble: unknown[] = [];
    const failed = (error: unknown): void => {
      trouble.push(error);
      giveUp.abort();
    };
    const beat = setInterval(() => void payload.heartbeat().catch(failed), 2_000);
    const save = setInterval(
      () => void this.#commit(payload, work).catch(failed),
      this.#options.commitEveryMs ?? 1_000,
    );
    const goOn = () => !giveUp.signal.aborted && payload.isRunning() && !payload.isStale();
    try {
      await work.run({
        lanesAtOnce: this.#options.keysAtOnce ?? 8,
        runAtMost: this.#options.runAtMost ?? 1,
        goOn,
        deliver: (records) => this.#deliver(records, giveUp.signal),
      });
    } catch (error) {
      if (!giveUp.signal.aborted) failed(error);
    } finally {
      clearInterval(beat);
      clearInterval(save);
      ignoreStop();
    }
    await this.#commit(payload, work);
    // A rebalance must reach kafkajs as the error it was.
    if (trouble.length > 0) throw trouble[0];
  }

  async #deliver(records: readonly LogRecord[], giveUp: AbortSignal): Promise<void> {
    this.#running++;
    try {
      await this.#options.deliver(records, giveUp);
    } finally {
      this.#running--;
      this.#progressAt = performance.now();
    }
  }

  async #commit(payload: EachBatchPayload, work: KeyedBatch): Promise<void> {
    const { batch } = payload;
    // A complete batch may end with aborted or control records or a compacted gap, which nobody delivers; or be no more.
    const last = work.complete ? Number(batch.lastOffset()) : work.lastDone?.offset;
    if (last === undefined || work.committed === last + 1) return;
    const { topic, partition } = batch;
    await payload.commitOffsetsIfNecessary({
      topics: [{ topic, partitions: [{ partition, offset: String(last + 1) }] }],
    });
    // Not before: what could not be committed comes again, also where nothing follows it.
    payload.resolveOffset(String(last));
    work.committed = last + 1;
    this.#progressAt = performance.now();
  }
}
