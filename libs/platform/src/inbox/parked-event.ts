import { deadTopicOf } from '@kezek/contracts';
import { rows, type Tx } from '../database/transaction';
import type { LogRecord } from '../kafka/record';
import { payloadBytesAtMost, putRecords } from '../outbox/emit';
import { wakeAfterCommit } from '../wake/wake-ups';
import type { ParkedEventRow, ParkReason } from './parked-event.row';

/** What wakes those who deliver parked events. */
export const parkedWork = 'parked';

// PostgreSQL's text and jsonb have no U+0000.
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** The key under which a record queues; without one it holds up nobody but itself. */
export const queueKeyOf = (record: LogRecord): string =>
  record.key === undefined ? `~${String(record.partition)}:${String(record.offset)}` : storable(record.key);

const minutes = [1, 5, 15, 60];
const retriesAtMost = 24;

/** Minutes until a parked event is tried again by itself after so many failures; undefined: a person must say so. */
export const retryAfterMinutes = (errorCount: number): number | undefined =>
  errorCount > retriesAtMost ? undefined : (minutes[errorCount - 1] ?? minutes.at(-1));

/** Words of an error for operators, without the stack; at most 2,000 characters. */
export const wordsOf = (error: unknown): string =>
  storable(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 2_000);

/** Parks a record, once however often it is delivered; what isn't just `behind` is copied to the dead topic. */
export async function parkRecord(
  tx: Tx,
  consumer: string,
  record: LogRecord,
  why: { readonly reason: ParkReason; readonly error?: unknown },
): Promise<void> {
  const error = why.error === undefined ? null : wordsOf(why.error);
  const retry = why.reason === 'failure' ? retryAfterMinutes(1) : undefined;
  const inserted = await rows(tx, {
    text: `INSERT INTO parked_event
        (consumer, topic, partition, "offset", key, headers, value, reason, error, error_count, retry_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(mins => $11))
      ON CONFLICT (consumer, topic, partition, "offset") DO NOTHING RETURNING id`,
    values: [
      consumer,
      record.topic,
      record.partition,
      record.offset,
      queueKeyOf(record),
      storableHeaders(record),
      record.value,
      why.reason,
      error,
      error === null ? 0 : 1,
      retry ?? null,
    ],
  });
  if (why.reason === 'behind') {
    // The event that it waits for may have been delivered while this was written.
    wakeAfterCommit(tx, parkedWork);
    return;
  }
  if (inserted.length === 1) await copyToDead(tx, consumer, record, why.reason);
}

const storableHeaders = ({ headers }: LogRecord): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [storable(name), storable(value)]));

async function copyToDead(tx: Tx, consumer: string, record: LogRecord, reason: ParkReason): Promise<void> {
  const { payload, encoding } = payloadOf(record.value);
  const headers = {
    ...storableHeaders(record),
    kezek_consumer: consumer,
    kezek_reason: reason,
    kezek_partition: String(record.partition),
    kezek_offset: String(record.offset),
    kezek_value: encoding,
  };
  await putRecords(tx, [{ topic: deadTopicOf(record.topic), key: queueKeyOf(record), headers, payload }]);
}

// The whole record, byte for byte, is in `parked_event`: the copy is for looking at.
function payloadOf(value: Buffer | null): { payload: string; encoding: string } {
  if (value === null) return { payload: '', encoding: 'null' };
  if (value.length > payloadBytesAtMost / 2) return { payload: '', encoding: 'omitted' };
  const text = value.toString();
  const faithful = !text.includes('\0') && Buffer.from(text).equals(value);
  return faithful
    ? { payload: text, encoding: 'text' }
    : { payload: value.toString('base64'), encoding: 'base64' };
}

/** The record as it came. */
export const recordOfParked = (parked: ParkedEventRow): LogRecord => ({
  topic: parked.topic,
  partition: parked.partition,
  offset: parked.offset,
  key: parked.key,
  headers: parked.headers,
  value: parked.value,
  timestamp: parked.parkedAt.getTime(),
});
