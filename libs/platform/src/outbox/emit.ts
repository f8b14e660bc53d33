import { dataSchemaOf, instant, type EventDefinition, type NewEvent } from '@kezek/contracts';
import { rows, type Tx } from '../database/transaction';
import { uuidv7 } from '../database/uuidv7';
import { currentTraceparent } from '../telemetry/trace';
import { wakeAfterCommit } from '../wake/wake-ups';
import type { OutboxRow } from './outbox.row';
import { shardOf } from './shard';

/** A record on its way to Kafka, as the outbox keeps it. */
export type OutboxRecord = Pick<OutboxRow, 'topic' | 'key' | 'headers' | 'payload'>;

/** Far below every topic's `max.message.bytes` (1 MiB): the writer learns it, not the relay. */
export const payloadBytesAtMost = 256 * 1024;

/**
 * The CloudEvents record (binary mode) of a new event.
 * @throws if the data breaks the event's own schema, or is larger than 256 KiB: both are bugs of the writer
 */
export function recordOf(event: NewEvent<EventDefinition>): OutboxRecord {
  const { definition, key, subject, sequence, time } = event;
  const payload = JSON.stringify(definition.data.parse(event.data));
  if (Buffer.byteLength(payload) > payloadBytesAtMost)
    throw new Error(`${definition.type} of ${subject}: larger than ${String(payloadBytesAtMost)} bytes`);
  const traceparent = currentTraceparent();
  const headers = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: uuidv7(),
    ce_type: definition.type,
    ce_source: `/kezek/${definition.type.split('.', 1)[0] ?? ''}`,
    ce_subject: subject,
    ce_time: instant.parse(time),
    ce_partitionkey: key,
    ce_sequence: String(sequence),
    ce_dataschema: dataSchemaOf(definition),
    ...(traceparent !== undefined && { ce_traceparent: traceparent }),
  };
  return { topic: definition.topic.name, key, headers, payload };
}

/**
 * Says facts: writes them to the outbox within `tx`, in this order; they reach Kafka after the commit, or never if it
 * rolls back. Lock the aggregate's row first: that is what keeps the events of one aggregate in order.
 */
export async function emit<const E extends readonly EventDefinition[]>(
  tx: Tx,
  ...events: { readonly [I in keyof E]: NewEvent<E[I]> }
): Promise<void> {
  await putRecords(tx, (events as readonly NewEvent<EventDefinition>[]).map(recordOf));
}

/** As `emit`, for records that exist already (a copy for `<topic>.dead`). */
export async function putRecords(tx: Tx, records: readonly OutboxRecord[]): Promise<void> {
  if (records.length === 0) return;
  await rows(tx, {
    name: 'outbox-insert',
    text: `INSERT INTO outbox (shard, topic, key, headers, payload)
      SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::json[], $5::text[])`,
    values: [
      records.map((record) => shardOf(record.key)),
      records.map((record) => record.topic),
      records.map((record) => record.key),
      records.map((record) => JSON.stringify(record.headers)),
      records.map((record) => record.payload),
    ],
  });
  wakeAfterCommit(tx, 'outbox');
}
