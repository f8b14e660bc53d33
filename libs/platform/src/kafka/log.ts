import { type Admin, type Kafka, Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import { Outage } from '../retry/outage';
import { faultOf, kafkaClient } from './client';
import { GroupSubscription, type GroupOptions } from './group-subscription';
import { AppendFailure, type NewRecord, type Position } from './record';
import { TailSubscription, type TailOptions } from './tail-subscription';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** Seen in the brokers' logs and metrics: the service's name. */
  readonly clientId: string;
}

/** How far a group is behind in a partition; `committed` is undefined where it never committed. */
export interface Lag extends Position {
  readonly committed: number | undefined;
  readonly behind: number;
}

/** Kafka as the platform sees it: append, subscribe (as a group or as a tail), seek (on a tail), lag. */
export class KafkaLog {
  readonly #kafka: Kafka;
  readonly #outage = new Outage('kafka', 'Kafka (producer)');
  #producer: Promise<Producer> | undefined;
  #admin: Promise<Admin> | undefined;

  constructor(options: KafkaOptions) {
    this.#kafka = kafkaClient(options.brokers, options.clientId);
  }

  /**
   * Writes all records, in their order within each key, and resolves when all in-sync replicas have them.
   * @throws AppendFailure; some of the records may have been written then
   */
  async append(records: readonly NewRecord[]): Promise<void> {
    const connecting = (this.#producer ??= this.#connectProducer());
    try {
      const producer = await connecting;
      await producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages: byTopic(records) });
      this.#outage.end();
    } catch (error) {
      // A new producer has a new id: what is sent again can't be taken by the broker for a batch of the old one that
      // happened to have the same sequence numbers, and be dropped.
      this.#producer = undefined;
      await discard(connecting);
      const fault = faultOf(error);
      if (fault === 'away') this.#outage.begin(error);
      throw new AppendFailure(fault, error);
    }
  }

  /** Reads topics as a member of a group: each record is delivered at least once, in order within its key. */
  subscribe(options: GroupOptions): GroupSubscription {
    return new GroupSubscription(this.#kafka, options, (group, topics) => this.lag(group, topics));
  }

  /** Follows all partitions of topics from given positions or from the end, without committing anything. */
  tail(options: TailOptions): TailSubscription {
    return new TailSubscription(this.#kafka, options);
  }

  /** How far a group is behind, for each partition. */
  async lag(group: string, topics: readonly string[]): Promise<Lag[]> {
    const connecting = (this.#admin ??= this.#connectAdmin());
    try {
      const admin = await connecting;
      const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
      const ends = await Promise.all(committed.map(({ topic }) => admin.fetchTopicOffsets(topic)));
      return committed.flatMap(({ topic, partitions }, index) =>
        partitions.map(({ partition, offset }) => {
          const end = ends[index]?.find((candidate) => candidate.partition === partition);
          const at = Number(offset) < 0 ? undefined : Number(offset);
          const high = Number(end?.high ?? 0);
          return {
            topic,
            partition,
            offset: high,
            committed: at,
            behind: Math.max(0, high - Math.max(at ?? 0, Number(end?.low ?? 0))),
          };
        }),
      );
    } catch (error) {
      this.#admin = undefined;
      await discard(connecting);
      throw error;
    }
  }

  async close(): Promise<void> {
    const open = [this.#producer, this.#admin];
    this.#producer = this.#admin = undefined;
    await Promise.all(open.map(discard));
  }

  async #connectProducer(): Promise<Producer> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    await producer.connect();
    return producer;
  }

  async #connectAdmin(): Promise<Admin> {
    const admin = this.#kafka.admin();
    await admin.connect();
    return admin;
  }
}

const discard = async (connecting: Promise<Producer | Admin> | undefined): Promise<void> => {
  await connecting?.then((client) => client.disconnect()).catch(() => undefined);
};

function byTopic(records: readonly NewRecord[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { topic, key, headers, payload } of records) {
    const group = topics.get(topic) ?? { topic, messages: [] };
    group.messages.push({ key, headers: { ...headers }, value: payload });
    topics.set(topic, group);
  }
  return [...topics.values()];
}
