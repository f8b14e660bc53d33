import { Kafka, logLevel } from 'kafkajs';

/** A kafkajs client over the inner listener, quiet and impatient: everything is on one machine. */
export function kafkaClient(brokers: readonly string[]): Kafka {
  return new Kafka({
    clientId: 'kezek-stack',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { initialRetryTime: 50, factor: 0, multiplier: 1, retries: 40 },
  });
}
