import type { KafkaLog } from '../kafka/log';
import { AppendFailure } from '../kafka/record';
import { logger } from '../telemetry/logger';
import type { Holds } from './holds';
import type { OutboxRow } from './outbox.row';

/** What reached Kafka, and the outage that kept the rest. */
export interface Published {
  readonly rows: readonly OutboxRow[];
  readonly failure?: unknown;
}

const topicHoldMs = 10_000;
const keyHoldMs = 60_000;

const refusal = (error: unknown): 'topic' | 'record' | undefined =>
  error instanceof AppendFailure && error.fault !== 'away' ? error.fault : undefined;

/**
 * Sends rows in their order. What Kafka refuses doesn't hold up the others, but nothing overtakes within a key: a topic
 * that is missing waits as a whole, a record that Kafka will never take holds its key. Both are tried again and again
 * (the cause may be a setting) and are an alarm, never dropped.
 */
export async function publish(log: KafkaLog, rows: readonly OutboxRow[], holds: Holds): Promise<Published> {
  try {
    await log.append(rows);
    for (const row of rows) holds.release(row.topic, row.key);
    return { rows };
  } catch (error) {
    return refusal(error) === undefined ? { rows: [], failure: error } : publishByTopic(log, rows, holds);
  }
}

async function publishByTopic(log: KafkaLog, rows: readonly OutboxRow[], holds: Holds): Promise<Published> {
  const sent: OutboxRow[] = [];
  for (const topic of new Set(rows.map((row) => row.topic))) {
    const group = rows.filter((row) => row.topic === topic);
    try {
      await log.append(group);
      sent.push(...group);
    } catch (error) {
      const fault = refusal(error);
      if (fault === undefined) return { rows: sent, failure: error };
      if (fault === 'topic') say(holds.hold('topic', topic, topicHoldMs), { topic }, error);
      else {
        const single = await publishSingly(log, group, holds);
        sent.push(...single.rows);
        if (single.failure !== undefined) return { rows: sent, failure: single.failure };
      }
    }
  }
  return { rows: sent };
}

async function publishSingly(log: KafkaLog, rows: readonly OutboxRow[], holds: Holds): Promise<Published> {
  const sent: OutboxRow[] = [];
  const stopped = new Set<string>();
  for (const row of rows) {
    if (stopped.has(row.key)) continue;
    try {
      await log.append([row]);
      sent.push(row);
    } catch (error) {
      if (refusal(error) === undefined) return { rows: sent, failure: error };
      stopped.add(row.key);
      say(holds.hold('key', row.key, keyHoldMs), { topic: row.topic, key: row.key, id: row.id }, error);
    }
  }
  return { rows: sent };
}

function say(isNew: boolean, what: object, error: unknown): void {
  if (isNew) logger('outbox').error({ ...what, err: error }, 'Kafka refuses this: it waits in the outbox');
}
