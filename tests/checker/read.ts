import { queueTicketTopic, topics } from '@kezek/contracts';
import { KafkaLog, type LogRecord } from '@kezek/platform';
import type { Sandbox } from '@kezek/stack';
import { waitFor } from '@kezek/testing';
import { Client, type QueryResultRow } from 'pg';
import type {
  EventFact,
  History,
  LentFact,
  OvertakingFact,
  PeriodFact,
  SilenceFact,
  TicketFact,
} from './history';

/** Where one transaction begins before another and ends after it, times say less than the order of commits. */
const oneSecond = { toleranceMs: 1_000 };

/** Waits until everything said has reached Kafka, then hears all witnesses of one office. */
export async function historyOf(
  sandbox: Sandbox,
  office: string,
  { toleranceMs } = oneSecond,
): Promise<History> {
  const { running } = sandbox;
  const database = new Client({ connectionString: running.databases.queue });
  await database.connect();
  const ask = async <T extends QueryResultRow>(sql: string) => (await database.query<T>(sql, [office])).rows;
  try {
    await waitFor(
      async () => (await database.query('SELECT FROM outbox LIMIT 1')).rowCount === 0,
      'an empty outbox',
      120_000,
    );
    const tickets = await ask<TicketFact & QueryResultRow>(
      `SELECT id, number, business_day::text AS "businessDay", state, version, outcome, priority, channel,
         issue_order::float8 AS "issueOrder", ${ms('synced_at')} AS "syncedAt", ${ms('said_at')} AS "saidAt" FROM ticket WHERE office = $1`,
    );
    const gateway = gatewayOf(running.gateway, await sandbox.token('admin'));
    return {
      tickets,
      periods: await ask<PeriodFact & QueryResultRow>(
        `SELECT ticket, version, step, state, actor, counter, service, action, reason, outcome, ${ms('from_at')} AS "from",
           ${ms('basis_at')} AS basis, ${ms('target_at')} AS target
         FROM period WHERE office = $1 ORDER BY ticket, version`,
      ),
      overtakings: await ask<OvertakingFact & QueryResultRow>(
        `SELECT ticket, by_ticket AS by, reason, ${ms('at')} AS at FROM overtaking WHERE office = $1 ORDER BY at`,
      ),
      lent: await ask<LentFact & QueryResultRow>(
        `SELECT business_day::text AS "businessDay", prefix, first, last FROM number_block_range WHERE office = $1`,
      ),
      silences: await ask<SilenceFact & QueryResultRow>(
        `SELECT u.ticket, ${ms('u.silent_since')} AS since, ${ms('u.silent_until')} AS until
         FROM number_block_ticket u JOIN ticket t ON t.id = u.ticket
         WHERE t.office = $1 AND u.silent_since IS NOT NULL`,
      ),
      sessions: await ask<History['sessions'][number] & QueryResultRow>(
        `SELECT counter, ${ms('at')} AS at, detail->'services' AS services, detail->'skills' AS skills
         FROM office_audit WHERE office = $1 AND action = 'session-opened' ORDER BY id`,
      ),
      presence: await ask<History['presence'][number] & QueryResultRow>(
        `SELECT ${ms('at')} AS at, action = 'prosecutor-present' AS present FROM office_audit
         WHERE office = $1 AND action IN ('prosecutor-present', 'prosecutor-absent') ORDER BY id`,
      ),
      events: await eventsOf(running.kafka.brokers, office),
      board: (await gateway(`/offices/${office}/board`)) as History['board'],
      office: (await gateway(`/offices/${office}`)) as History['office'],
      statistics: await statisticsOf(gateway, office, tickets),
      toleranceMs,
    };
  } finally {
    await database.end();
  }
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

type Gateway = (path: string) => Promise<unknown>;

const gatewayOf =
  (url: string, token: string): Gateway =>
  async (path) => {
    const answer = await fetch(`${url}/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`GET ${path} answered ${String(answer.status)}: ${await answer.text()}`);
    return answer.json();
  };

async function statisticsOf(
  gateway: Gateway,
  office: string,
  tickets: readonly TicketFact[],
): Promise<History['statistics']> {
  const days = [...new Set(tickets.map(({ businessDay }) => businessDay))];
  return Promise.all(
    days.map(async (day) => ({
      day,
      ...((await gateway(`/offices/${office}/statistics?from=${day}&to=${day}`)) as Omit<
        History['statistics'][number],
        'day'
      >),
    })),
  );
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
      at: Date.parse(headers['ce_time'] ?? ''),
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
