import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { type Kafka, Partitioners } from 'kafkajs';
import { until, type Wait } from '../until';
import { kafkaClient } from './client';

const topic = 'kezek.ready';
const aMinute = 60_000;

/**
 * Resolves when a record was produced and read back by a consumer group: after a start the port opens before the
 * group coordinator has loaded.
 */
export async function kafkaAnswers(brokers: readonly string[], wait: Wait = {}): Promise<true> {
  const patience = { timeoutMs: aMinute, ...wait };
  await until(() => isOpen(brokers[0] ?? ''), { ...patience, what: 'An answer from Kafka' });
  return until(() => roundTrip(brokers), { ...patience, what: 'A record through Kafka' });
}

function isOpen(broker: string): Promise<boolean> {
  const [host = '127.0.0.1', port = '9092'] = broker.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 1_000 });
    const close = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => {
      close(true);
    });
    socket.once('error', () => {
      close(false);
    });
    socket.once('timeout', () => {
      close(false);
    });
  });
}

async function roundTrip(brokers: readonly string[]): Promise<true> {
  const kafka = kafkaClient(brokers);
  const admin = kafka.admin();
  await admin.connect();
  const mark = randomUUID();
  const groupId = `kezek-ready-${mark}`;
  try {
    await admin.createTopics({
      topics: [
        { topic, numPartitions: 1, configEntries: [{ name: 'retention.ms', value: String(aMinute) }] },
      ],
      waitForLeaders: true,
    });
    await readBack(kafka, groupId, mark);
    return true;
  } finally {
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

async function readBack(kafka: Kafka, groupId: string, mark: string): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await Promise.all([consumer.connect(), producer.connect()]);
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const read = new Promise<void>((resolve) => {
      void consumer.run({
        autoCommit: false,
        eachMessage: ({ message }) => {
          if (message.key?.toString() === mark) resolve();
          return Promise.resolve();
        },
      });
    });
    await producer.send({ topic, acks: -1, messages: [{ key: mark, value: '' }] });
    await read;
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
  }
}
