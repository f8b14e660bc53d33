import { randomUUID } from 'node:crypto';
import { Partitioners, type Transaction as Begun } from 'kafkajs';
import { kafkaClient } from './client';

interface Written {
  readonly topic: string;
  readonly key: string;
  readonly payload: string;
}

/** Records that count together or not at all. */
export interface Transaction {
  write(...records: readonly Written[]): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** A producer as another agency may have one: none of ours writes in Kafka's transactions. */
export interface TransactionalProducer {
  /** One at a time. */
  begin(): Promise<Transaction>;
  close(): Promise<void>;
}

export async function transactionalProducer(brokers: readonly string[]): Promise<TransactionalProducer> {
  const producer = kafkaClient(brokers).producer({
    transactionalId: `kezek-stack-${randomUUID()}`,
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return {
    begin: async () => transactionOf(await producer.transaction()),
    close: () => producer.disconnect(),
  };
}

const transactionOf = (begun: Begun): Transaction => ({
  async write(...records) {
    for (const { topic, key, payload } of records)
      await begun.send({ topic, acks: -1, messages: [{ key, value: payload }] });
  },
  commit: () => begun.commit(),
  abort: () => begun.abort(),
});
