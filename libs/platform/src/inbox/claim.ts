import { rows, type Tx } from '../database/transaction';

interface Place {
  readonly consumer: string;
  readonly topic: string;
  readonly key: string;
}

/**
 * Claims events of one key for a consumer within the transaction of their effects, in one statement: the ids that are
 * new, or `parked` when an earlier event of the key waits. What another delivery has in hand at the same time is waited
 * for.
 */
export async function claimEvents(
  tx: Tx,
  { consumer, topic, key }: Place,
  eventIds: readonly string[],
): Promise<Set<string> | 'parked'> {
  const [found] = await rows<{ parked: boolean; claimed: string[] }>(tx, {
    name: 'inbox-claim',
    text: `WITH parked AS MATERIALIZED (
        SELECT EXISTS (SELECT FROM parked_event WHERE consumer = $1 AND topic = $3 AND key = $4) AS waiting),
      claimed AS (
        INSERT INTO inbox (consumer, event_id) SELECT $1, id FROM unnest($2::text[]) AS id, parked WHERE NOT waiting
        ON CONFLICT DO NOTHING RETURNING event_id)
      SELECT waiting AS parked, ARRAY(SELECT event_id FROM claimed) AS claimed FROM parked`,
    values: [consumer, eventIds, topic, key],
  });
  return found?.parked === true ? 'parked' : new Set(found?.claimed);
}

/** As `claimEvents` for an event that is parked itself: true when its handler is to run. */
export async function claimParked(tx: Tx, consumer: string, eventId: string): Promise<boolean> {
  const claimed = await rows(tx, {
    text: `INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
    values: [consumer, eventId],
  });
  return claimed.length === 1;
}
