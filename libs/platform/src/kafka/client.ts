import { Kafka, logLevel, type KafkaMessage, type LogEntry } from 'kafkajs';
import { logger } from '../telemetry/logger';
import type { AppendFault, LogRecord } from './record';
import './request-queue';
import './transactions';

// kafkajs reports each attempt of an outage as an error of its own: `Outage` says it once instead.
const write = ({ level, log, namespace }: LogEntry): void => {
  const { message, timestamp: _, logger: __, ...rest } = log;
  logger('kafka')[level <= logLevel.WARN ? 'debug' : 'trace']({ namespace, ...rest }, message);
};

export const kafkaClient = (brokers: readonly string[], clientId: string): Kafka =>
  new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.INFO,
    logCreator: () => write,
  });

const ofRecord = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
]);
const ofTopic = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
]);

/** What an error of kafkajs means; it hides the broker's own behind one or two of its own. */
export function faultOf(error: unknown): AppendFault {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const type = 'type' in cause && typeof cause.type === 'string' ? cause.type : '';
    if (ofRecord.has(type)) return 'record';
    if (ofTopic.has(type)) return 'topic';
  }
  return 'away';
}

/** A record of kafkajs as ours; of a repeated header the last one counts. */
export function recordFrom(topic: string, partition: number, message: KafkaMessage): LogRecord {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = last.toString();
  }
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key?.toString(),
    headers,
    value: message.value,
    timestamp: Number(message.timestamp),
  };
}
