import { queueTicketTopic } from '@kezek/contracts';
import { waitFor } from '@kezek/testing';
import type { Stage } from './stage.ts';

const patienceMs = 240_000;

/** Everything said is in Kafka. */
export const outboxIsEmpty = ({ database }: Stage): Promise<unknown> =>
  waitFor(
    async () => (await database.query('SELECT FROM outbox LIMIT 1')).rowCount === 0,
    'an empty outbox',
    patienceMs,
  );

/** The other services have worked off what one round caused: the next one has the machine for itself. */
export async function quiet(stage: Stage): Promise<void> {
  await outboxIsEmpty(stage);
  const behind = async () => {
    const lag = await stage.kafka.lag(`notifications.${queueTicketTopic.name}`, [queueTicketTopic.name]);
    return lag.reduce((sum, partition) => sum + partition.behind, 0);
  };
  await waitFor(async () => (await behind()) === 0, 'notifications to have caught up', patienceMs);
}

/** An empty waiting hall, with the tables as after a good night's vacuum. */
export async function emptyHall(stage: Stage): Promise<void> {
  await quiet(stage);
  // With what hangs on tickets: appointments, numbers of kiosks.
  await stage.database.query(
    'TRUNCATE ticket, period, overtaking, at_bound, number_series, contact, idempotency CASCADE',
  );
  await stage.database.query("UPDATE counter_session SET lease_until = now() + interval '1 hour'");
  await stage.database.query('VACUUM ANALYZE outbox');
  await stage.database.query('CHECKPOINT');
}
