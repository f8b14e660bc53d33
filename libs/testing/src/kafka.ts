import { randomBytes } from 'node:crypto';
import { createTopics } from '@kezek/stack';
import { KafkaLog, type LogRecord } from '@kezek/platform';
import { addresses } from './environment';

/** Follows topics from the moment it is ready, and keeps what it sees. */
export interface RecordingConsumer {
  /** In the order of each partition. */
  readonly records: readonly LogRecord[];
  /** Values of the `ce_type` header, in order. */
  types(): string[];
  close(): Promise<void>;
}

/** Records everything that is appended to the topics after it has resolved. */
export async function recordingConsumer(...topics: string[]): Promise<RecordingConsumer> {
  const records: LogRecord[] = [];
  const log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'recording-consumer' });
  const tail = log.tail({ name: 'recording', topics, onRecord: (record) => void records.push(record) });
  await tail.following;
  return {
    records,
    types: () => records.map((record) => record.headers['ce_type'] ?? ''),
    close: async () => {
      await tail.close();
      await log.close();
    },
  };
}

/** A topic of a test's own, gone with the test's Kafka; returns its name. */
export async function testTopic(partitions = 3): Promise<string> {
  const name = `test.${randomBytes(6).toString('hex')}.v1`;
  await createTopics(addresses.kafkaBrokers(), [
    { name, title: 'A test', partitions, cleanupPolicy: 'delete', audience: 'services' },
    { name: `${name}.dead`, title: 'A test', partitions: 1, cleanupPolicy: 'delete', audience: 'services' },
  ]);
  return name;
}
