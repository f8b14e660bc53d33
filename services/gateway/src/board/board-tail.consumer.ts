import {
  type EventEnvelope,
  queueCounterTopic,
  queueOfficeTopic,
  queueTicketTopic,
  ticketEvents,
  ticketTurnNear,
} from '@kezek/contracts';
import {
  describeError,
  KafkaLog,
  type LogRecord,
  logger,
  readEvent,
  type TailSubscription,
} from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { BoardHubs } from './board-hubs.service';
import { boardEventsSkipped } from './board-metrics.service';
import type { TicketRecord } from './office-log.service';

/**
 * How far back each partition of tickets is read at the start: every gateway then knows the same last deltas by the
 * same positions, so that a client resumes on any of them, also on one that has just been started.
 */
const readBackAtMost = 2000;
const waitsForCatchingUpMs = 2000;

/** What changes a board, by type; others, also those that a later version adds, don't. */
const shown = new Map(
  ticketEvents.filter((event) => event !== ticketTurnNear).map((event) => [event.type as string, event]),
);

/** Follows what happens in the queues, for the boards alone: nothing is committed, and nobody waits for it. */
@Injectable()
export class BoardTail {
  readonly #stop = new AbortController();
  readonly #caughtUp = Promise.withResolvers<undefined>();
  readonly #readFrom = new Map<number, number>();
  /** Where each partition ended when the reading began. */
  readonly #goals = new Map<number, number>();
  #tail: TailSubscription | undefined;
  #pending: TicketRecord[] = [];
  #reached = new Map<number, number>();
  #starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: KafkaLog,
    private readonly hubs: BoardHubs,
  ) {}

  /** Begins when Kafka is there; the gateway serves meanwhile. */
  start(): void {
    this.#starting = this.#start();
  }

  /** Resolves when the deltas of before the start are known, or it takes too long to wait for. */
  async caughtUp(): Promise<void> {
    const enough = new AbortController();
    const tooLong = delay(waitsForCatchingUpMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([this.#caughtUp.promise, tooLong]);
    enough.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#tail?.close(), this.#starting]);
    await this.kafka.close();
  }

  async #start(): Promise<void> {
    const ends = await this.#ends();
    if (ends === undefined || this.#stop.signal.aborted) return;
    const from = ends.map(({ partition, offset }) => {
      const first = Math.max(0, offset - readBackAtMost);
      this.#begin(partition, first);
      this.#goals.set(partition, offset - 1);
      return { topic: queueTicketTopic.name, partition, offset: first };
    });
    this.#tail = this.kafka.tail({
      name: 'gateway.board',
      topics: [queueTicketTopic.name, queueCounterTopic.name, queueOfficeTopic.name],
      from,
      onRecord: (record) => {
        this.#take(record);
      },
      onGap: ({ topic, partition }, first) => {
        if (topic === queueTicketTopic.name) this.#begin(partition, first);
        this.#checkGoals();
      },
    });
    this.#checkGoals();
    await this.#tail.following;
    // What changed counters before this moment may have been missed.
    this.hubs.touchAll();
  }

  async #ends(): Promise<readonly { partition: number; offset: number }[] | undefined> {
    while (!this.#stop.signal.aborted)
      try {
        return await this.kafka.lag('gateway.board', [queueTicketTopic.name]);
      } catch (error) {
        logger('board').debug({ err: describeError(error) }, 'Kafka is not there yet');
        await delay(1000, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    return undefined;
  }

  #begin(partition: number, first: number): void {
    this.#readFrom.set(partition, first);
    this.hubs.beginAt(partition, first);
  }

  #take(record: LogRecord): void {
    if (record.topic !== queueTicketTopic.name) {
      if (record.key !== undefined) this.hubs.touch(record.key);
      return;
    }
    const { partition, offset } = record;
    // What comes in one batch goes out in one piece.
    if (this.#reached.size === 0)
      setImmediate(() => {
        this.#flush();
      });
    this.#reached.set(partition, offset);
    const event = this.#read(record);
    if (event === undefined) return;
    this.#pending.push({ partition, offset, readFrom: this.#readFrom.get(partition) ?? offset, event });
  }

  #read(record: LogRecord): EventEnvelope | undefined {
    const definition = shown.get(record.headers['ce_type'] ?? '');
    if (definition === undefined) return undefined;
    try {
      return readEvent(record, definition);
    } catch (error) {
      // A board without one delta is better than no board; the next snapshot has it.
      boardEventsSkipped.inc();
      const { topic, partition, offset } = record;
      logger('board').error({ topic, partition, offset, err: describeError(error) }, 'an event was left out');
      return undefined;
    }
  }

  #flush(): void {
    const [records, reached] = [this.#pending, this.#reached];
    this.#pending = [];
    this.#reached = new Map();
    this.hubs.take(records, reached);
    this.#checkGoals();
  }

  #checkGoals(): void {
    for (const [partition, goal] of this.#goals)
      if (this.hubs.seenOf(partition) >= goal) this.#goals.delete(partition);
    if (this.#goals.size === 0) this.#caughtUp.resolve(undefined);
  }
}
