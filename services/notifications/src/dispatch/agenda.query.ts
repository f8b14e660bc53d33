import { type Clock, plusSeconds, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { shortestValidity } from '../notifications/notification.rules';
import { searchForSeconds } from '../receipts/receipts.service';
import { lanes } from '../sending/lanes.rules';

const kinds = ['send', 'expire', 'recover', 'strays', 'cancel', 'resolve'] as const;

/** What comes up by itself about messages. */
export type Kind = (typeof kinds)[number];

/** When there is something to do next, of each kind: an instant that is past where it is due, none where nothing is to come. */
export type Agenda = ReadonlyMap<Kind, Date>;

// Each of them reads the head of an index, and says the same of a row as the work that it stands for.
const text = `SELECT
  (SELECT min(head.next_at) FROM unnest($1::text[]) AS w (route), unnest($2::text[]) AS l (lane), LATERAL (
     SELECT next_at FROM notification WHERE route = w.route AND lane = l.lane AND next_at IS NOT NULL
     ORDER BY next_at LIMIT 1) AS head) AS send,
  (SELECT expires_at - $3 * interval '1 millisecond' FROM notification
   WHERE state IN ('created', 'scheduled', 'sending') AND (state <> 'sending' OR next_at IS NOT NULL)
   ORDER BY expires_at LIMIT 1) AS expire,
  (SELECT min(lease_until) FROM attempt WHERE state IN ('claimed', 'written')) AS recover,
  (SELECT min(received_at) FROM receipt WHERE matched_at IS NULL AND received_at > $4) AS strays,
  (SELECT min(cancel_at) FROM notification WHERE cancel_at IS NOT NULL AND state = 'pending') AS cancel,
  (SELECT min(resolve_at) FROM notification
   WHERE resolve_at IS NOT NULL AND state IN ('pending', 'sending') AND next_at IS NULL) AS resolve`;

/**
 * What is to be done about messages, in one look. A receipt without its message is due for as long as it is looked for.
 * @param up the ways that lead somewhere: what waits for another is due when that is back
 */
export async function readAgenda(
  manager: EntityManager,
  clock: Clock,
  up: readonly string[],
): Promise<Agenda> {
  const since = plusSeconds(clock.now(), -searchForSeconds);
  const [found] = await read<Record<Kind, Date | null>>(manager, {
    name: 'agenda',
    text,
    values: [up, lanes, shortestValidity, since],
  });
  return new Map(
    kinds.flatMap((kind) => {
      const at = found?.[kind];
      return at instanceof Date ? [[kind, at] as const] : [];
    }),
  );
}
