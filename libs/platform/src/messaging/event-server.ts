import type { EventDefinition } from '@kezek/contracts';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { BaseRpcContext, Server } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { DataSource } from 'typeorm';
import type { HealthRegistry } from '../health/health-registry';
import { Deliverer } from '../inbox/deliverer';
import type { EventContext, EventHandler } from '../inbox/handler';
import { ParkedRunner } from '../inbox/parked-runner';
import type { GroupSubscription } from '../kafka/group-subscription';
import type { KafkaLog } from '../kafka/log';

export interface ConsumerOptions {
  /** Begins the names of the groups: `<reader>.<topic>`. */
  readonly reader: string;
  readonly dataSource: DataSource;
  readonly log: KafkaLog;
  /** The catalogue: tells topic and schema of each `@EventPattern(definition.type)`. */
  readonly events: readonly EventDefinition[];
  readonly health?: HealthRegistry;
  /** Default 10,000. */
  readonly handlerTimeLimitMs?: number;
  /** Keys of a partition at once; default 8. Together with `partitionsAtOnce` it should fit the pool of connections. */
  readonly keysAtOnce?: number;
}

/** What a handler gets as its second argument: `EventContext` as Nest wants it. */
export class EventRpcContext extends BaseRpcContext<[EventContext]> implements EventContext {
  readonly tx = this.args[0].tx;
  readonly consumer = this.args[0].consumer;
  readonly topic = this.args[0].topic;
  readonly partition = this.args[0].partition;
  readonly offset = this.args[0].offset;
  readonly signal = this.args[0].signal;
}

/**
 * Runs Nest's `@EventPattern` handlers on Kafka: one group for each topic, per-key order, exactly-once effects by the
 * inbox, parked keys. (Nest's own Kafka server retries a failing message for ever and holds up its partition.)
 */
export class KafkaEventServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kezek-events');
  // The errors of handlers are ours to judge: Nest must not log them besides.
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: ConsumerOptions;
  #subscriptions: GroupSubscription[] = [];
  #parked: ParkedRunner | undefined;

  constructor(options: ConsumerOptions) {
    super();
    this.#options = options;
  }

  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false): void {
    if (!isEventHandler)
      throw new Error(`${String(pattern)}: only @EventPattern works here, facts want no answer`);
    if (this.messageHandlers.has(String(pattern))) throw new Error(`two handlers take ${String(pattern)}`);
    this.messageHandlers.set(String(pattern), callback);
  }

  /**
   * Calls back at once: a service does its work while Kafka is away.
   * @throws for a pattern that is no event's type, and the second time: a process is one member of each group
   */
  override listen(callback: () => void): void {
    if (this.#parked !== undefined) throw new Error('the consumers run already');
    const deliverers = this.#deliverers();
    this.#parked = new ParkedRunner(this.#options.dataSource, [...deliverers.values()]);
    this.#parked.start();
    this.#subscriptions = [...deliverers].map(([topic, deliverer]) => this.#subscribe(topic, deliverer));
    callback();
  }

  /** Handlers that run may end; then the groups are left. */
  override async close(): Promise<void> {
    await Promise.all([...this.#subscriptions.map((one) => one.close()), this.#parked?.stop()]);
    this.#subscriptions = [];
  }

  override on(): void {
    throw new Error('this transport has no events of its own: see its metrics and its health');
  }

  override unwrap(): never {
    throw new Error('Kafka is reached by KafkaLog');
  }

  get subscriptions(): readonly GroupSubscription[] {
    return this.#subscriptions;
  }

  #subscribe(topic: string, deliverer: Deliverer): GroupSubscription {
    const { log, health, keysAtOnce } = this.#options;
    const subscription = log.subscribe({
      group: deliverer.consumer,
      topics: [topic],
      deliver: (records, giveUp) => deliverer.deliver(records, giveUp),
      runAtMost: 16,
      ...(keysAtOnce !== undefined && { keysAtOnce }),
    });
    health?.onLive(`consumer ${deliverer.consumer}`, async () => ({ ok: await subscription.progresses() }));
    return subscription;
  }

  #deliverers(): Map<string, Deliverer> {
    const { reader, dataSource, handlerTimeLimitMs } = this.#options;
    const byTopic = new Map<string, Map<string, EventHandler>>();
    for (const [type, callback] of this.messageHandlers) {
      const definition = this.#definitionOf(type);
      const handlers = byTopic.get(definition.topic.name) ?? new Map<string, EventHandler>();
      byTopic.set(
        definition.topic.name,
        handlers.set(type, { definition, handle: this.#handlerOf(callback) }),
      );
    }
    const deliverers = [...byTopic].map(([topic, handlers]) => {
      const limit = handlerTimeLimitMs === undefined ? {} : { handlerTimeLimitMs };
      return [
        topic,
        new Deliverer({ dataSource, consumer: `${reader}.${topic}`, handlers, ...limit }),
      ] as const;
    });
    return new Map(deliverers);
  }

  #definitionOf(type: string): EventDefinition {
    const definition = this.#options.events.find((event) => event.type === type);
    if (definition === undefined)
      throw new Error(`@EventPattern('${type}'): the catalogue has no such event`);
    return definition;
  }

  #handlerOf(callback: MessageHandler): EventHandler['handle'] {
    return async (event, context) => {
      const result: unknown = await callback(event, new EventRpcContext([context]));
      await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
    };
  }
}
