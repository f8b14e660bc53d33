import { queueTicketTopic, topics } from '@kezek/contracts';
import { KafkaLog, type LogRecord } from '@kezek/platform';
import type { Sandbox } from '@kezek/stack';
import { waitFor } from '@kezek/testing';
import { Client } from 'pg';
import type { EventFact, History, PeriodFact, TicketFact } from './history';

/** Waits until everything said has reached Kafka, then hears all witnesses of one office. */
export async function historyOf({ running }: Sandbox, office: string): Promise<History> {
  const database = new Client({ connectionString: running.databases.queue });
  await database.connect();
  try {
    await waitFor(
      async () => (await database.query('SELECT FROM outbox LIMIT 1')).rowCount === 0,
      'an empty outbox',
      120_000,
    );
    const tickets = await database.query<TicketFact>(
      `SELECT id, number, business_day::text AS "businessDay", state, version, outcome FROM ticket WHERE office = $1`,
      [office],
    );
    const periods = await database.query<PeriodFact>(
      `SELECT p.ticket, p.version, p.state, p.counter, (extract(epoch FROM p.from_at) * 1000)::float8 AS "from"
       FROM period p JOIN ticket t ON t.id = p.ticket WHERE t.office = $1 ORDER BY p.ticket, p.version`,
      [office],
    );
    const board = await fetch(`${running.gateway}/v1/offices/${office}/board`);
    return {
      tickets: tickets.rows,
      periods: periods.rows,
      events: await eventsOf(running.kafka.brokers, office),
      board: (await board.json()) as History['board'],
    };
  } finally {
    await database.end();
  }
}

/** Every record of the office in the topic, from the beginning to the end that it has now. */
async function eventsOf(brokers: readonly string[], office: string): Promise<EventFact[]> {
  const records = await recordsOf(brokers, queueTicketTopic.name);
  return records
    .filter(({ key }) => key === office)
    .map(({ headers, value }) => ({
      id: headers['ce_id'] ?? '',
      type: headers['ce_type'] ?? '',
      ticket: headers['ce_subject'] ?? '',
      sequence: Number(headers['ce_sequence']),
      data: JSON.parse(value?.toString() ?? 'null') as EventFact['data'],
    }));
}

export async function recordsOf(brokers: readonly string[], topic: string): Promise<LogRecord[]> {
  const log = new KafkaLog({ brokers, clientId: 'checker' });
  const records: LogRecord[] = [];
  const partitions = topics.find(({ name }) => name === topic)?.partitions ?? 1;
  const from = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));
  const ends = await endsOf(log, topic);
  const tail = log.tail({
    name: 'checker',
    topics: [topic],
    from,
    onRecord: (record) => void records.push(record),
  });
  try {
    await waitFor(
      () => ends.every(({ partition, offset }) => reached(tail.positions, partition) >= offset),
      `the end of ${topic}`,
      120_000,
    );
  } finally {
    await tail.close();
    await log.close();
  }
  return records;
}

type Positions = readonly { partition: number; offset: number }[];
const reached = (positions: Positions, partition: number): number =>
  positions.find((position) => position.partition === partition)?.offset ?? 0;

/** A tail that begins at the end tells where that is. */
async function endsOf(log: KafkaLog, topic: string): Promise<Positions> {
  const tail = log.tail({ name: 'checker-ends', topics: [topic], onRecord: () => undefined });
  await tail.following;
  const ends = tail.positions;
  await tail.close();
  return ends;
}
