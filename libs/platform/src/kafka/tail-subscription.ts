import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { Outage } from '../retry/outage';
import { recordFrom } from './client';
import { liveOn, liveOnce } from './consumer-lives';
import type { LogRecord, Position } from './record';

export interface TailOptions {
  /** Begins the names of the groups that it joins (one of its own for each life). */
  readonly name: string;
  readonly topics: readonly string[];
  /** Where to begin, for some or all partitions: the offset of the first record wanted. Others begin at their end. */
  readonly from?: readonly Position[];
  /** In order of the offsets of a partition. Errors of it are the caller's bug and end the tail's present life. */
  readonly onRecord: (record: LogRecord) => void | Promise<void>;
  /** Records that were wanted are gone (retention): it goes on at `first`, the oldest that is left. */
  readonly onGap?: (wanted: Position, first: number) => void;
}

const keyOf = (topic: string, partition: number): string => `${topic}:${String(partition)}`;

/** Follows every partition of its topics on its own, until it is closed; comes back after every outage where it was. */
export class TailSubscription {
  readonly #kafka: Kafka;
  readonly #options: TailOptions;
  readonly #next = new Map<string, Position>();
  readonly #stop = new AbortController();
  readonly #outage: Outage;
  readonly #supervision: Promise<void>;
  readonly #joined = Promise.withResolvers<undefined>();
  #consumer: Consumer | undefined;

  constructor(kafka: Kafka, options: TailOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#outage = new Outage('kafka', `Kafka (tail ${options.name})`);
    for (const position of options.from ?? []) this.seek(position);
    this.#supervision = this.#supervise();
  }

  /** Resolves once it follows: every record appended afterwards is delivered. */
  get following(): Promise<undefined> {
    return this.#joined.promise;
  }

  /** The record that it wants next, for each partition. */
  get positions(): readonly Position[] {
    return [...this.#next.values()];
  }

  /** Goes on from another offset of a partition. */
  seek(position: Position): void {
    const { topic, partition, offset } = position;
    this.#next.set(keyOf(topic, partition), { topic, partition, offset });
    this.#consumer?.seek({ topic, partition, offset: String(offset) });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#supervision;
  }

  async #supervise(): Promise<void> {
    await liveOn(() => this.#live(), this.#stop.signal, this.#outage);
    this.#joined.resolve(undefined);
  }

  async #live(): Promise<void> {
    await this.#locate();
    // Closed meanwhile: nobody would hear of it any more.
    if (this.#stop.signal.aborted) return;
    try {
      await liveOnce(this.#kafka, this.#stop.signal, {
        config: { groupId: `${this.#options.name}.${randomUUID()}` },
        topics: this.#options.topics,
        fromBeginning: false,
        run: { partitionsConsumedConcurrently: 3, eachBatch: (payload) => this.#batch(payload) },
        joined: (consumer) => {
          this.#take(consumer);
        },
      });
    } finally {
      this.#consumer = undefined;
    }
  }

  #take(consumer: Consumer): void {
    this.#consumer = consumer;
    for (const position of this.positions) this.seek(position);
    this.#outage.end();
    this.#joined.resolve(undefined);
  }

  // Kafka itself would jump to the end, silently, where a wanted offset is out of range.
  async #locate(): Promise<void> {
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      for (const topic of this.#options.topics) {
        for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
          this.#clamp({ topic, partition, offset: Number(high) }, Number(low));
      }
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  #clamp(end: Position, low: number): void {
    const wanted = this.#next.get(keyOf(end.topic, end.partition));
    if (wanted !== undefined && wanted.offset < low) this.#options.onGap?.(wanted, low);
    const offset = wanted === undefined ? end.offset : Math.min(Math.max(wanted.offset, low), end.offset);
    this.#next.set(keyOf(end.topic, end.partition), { ...end, offset });
  }

  async #batch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const name = keyOf(topic, partition);
    for (const message of messages) {
      if (!payload.isRunning() || payload.isStale()) return;
      const record = recordFrom(topic, partition, message);
      if (record.offset < (this.#next.get(name)?.offset ?? 0)) continue;
      await this.#options.onRecord(record);
      this.#next.set(name, { topic, partition, offset: record.offset + 1 });
    }
    await payload.heartbeat();
  }
}
