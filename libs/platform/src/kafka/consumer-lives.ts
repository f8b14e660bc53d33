import type { Consumer, ConsumerConfig, ConsumerGroupJoinEvent, ConsumerRunConfig, Kafka } from 'kafkajs';
import { backOff } from '../retry/backoff';
import { onAbort } from '../retry/on-abort';
import type { Outage } from '../retry/outage';

const restart = { firstMs: 250, mostMs: 5_000 };
/** Whoever lived that long begins again with the shortest wait. */
const longLifeMs = 60_000;

/** Lives again after every end, with back-off, until it is stopped; says once when it cannot. */
export async function liveOn(live: () => Promise<void>, stop: AbortSignal, outage: Outage): Promise<void> {
  for (let attempt = 1; !stop.aborted; attempt++) {
    const started = performance.now();
    await live().catch((error: unknown) => {
      outage.begin(error);
    });
    if (performance.now() - started > longLifeMs) attempt = 1;
    await backOff(restart, attempt, stop);
  }
}

export interface Life {
  readonly config: ConsumerConfig;
  readonly topics: readonly string[];
  readonly fromBeginning: boolean;
  readonly run: ConsumerRunConfig;
  readonly joined: (consumer: Consumer, event: ConsumerGroupJoinEvent) => void;
}

/**
 * One life of a kafkajs consumer, from connecting to its crash, with which it rejects, or to the stop. kafkajs never
 * restarts it: then nobody would know whether it lives.
 */
export async function liveOnce(
  kafka: Kafka,
  stop: AbortSignal,
  { config, topics, fromBeginning, run, joined }: Life,
): Promise<void> {
  const consumer = kafka.consumer({
    // Also how long the others wait for a member that was killed, and a group for itself after an outage.
    sessionTimeout: 12_000,
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    retry: {
      retries: 4,
      initialRetryTime: 200,
      maxRetryTime: 2_000,
      restartOnFailure: () => Promise.resolve(false),
    },
    ...config,
  });
  const over = Promise.withResolvers<Error | undefined>();
  const ignoreStop = onAbort(stop, () => {
    over.resolve(undefined);
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    over.resolve(payload.error);
  });
  consumer.on(consumer.events.GROUP_JOIN, (event) => {
    joined(consumer, event);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning });
    await consumer.run({ autoCommit: false, ...run });
    const error = await over.promise;
    if (error !== undefined) throw error;
  } finally {
    ignoreStop();
    await consumer.disconnect().catch(() => undefined);
  }
}
