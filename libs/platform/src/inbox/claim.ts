import { rows, type Tx } from '../database/transaction';

/** `new`: the handler is to run; `done`: it has run; `parked`: an earlier event of the key waits. */
export type Claim = 'new' | 'done' | 'parked';

interface Place {
  readonly consumer: string;
  readonly topic: string;
  readonly key: string;
  readonly eventId: string;
}

/**
 * Claims an event for a consumer within the transaction of its effect, in one statement. A second delivery that runs at
 * the same time waits for the first to end.
 */
export async function claimEvent(tx: Tx, { consumer, topic, key, eventId }: Place): Promise<Claim> {
  const [found] = await rows<{ parked: boolean; claimed: boolean }>(tx, {
    name: 'inbox-claim',
    text: `WITH parked AS MATERIALIZED (
        SELECT EXISTS (SELECT FROM parked_event WHERE consumer = $1 AND topic = $3 AND key = $4) AS waiting),
      claimed AS (
        INSERT INTO inbox (consumer, event_id) SELECT $1, $2 FROM parked WHERE NOT waiting
        ON CONFLICT DO NOTHING RETURNING 1)
      SELECT waiting AS parked, EXISTS (SELECT FROM claimed) AS claimed FROM parked`,
    values: [consumer, eventId, topic, key],
  });
  if (found?.parked === true) return 'parked';
  return found?.claimed === true ? 'new' : 'done';
}

/** As `claimEvent` for an event that is parked itself: true when its handler is to run. */
export async function claimParked(tx: Tx, consumer: string, eventId: string): Promise<boolean> {
  const claimed = await rows(tx, {
    text: `INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
    values: [consumer, eventId],
  });
  return claimed.length === 1;
}
