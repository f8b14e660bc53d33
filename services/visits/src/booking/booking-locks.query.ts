import { rows, type Tx } from '@kezek/platform';

/** What a booking is decided by; whoever asks for the same waits. */
export interface Locked {
  readonly booker?: string | undefined;
  readonly hold?: string | undefined;
  readonly detainees?: readonly string[];
  readonly visitors?: readonly string[];
}

/**
 * Takes them in one order, whoever asks: booker, hold, detainees, visitors; after the timetable's lock, before the
 * permission's and the pools'. Facts are read after this. The custody system's next word waits for a detainee's row, too.
 */
export async function lockBooking(
  tx: Tx,
  { booker, hold, detainees = [], visitors = [] }: Locked,
): Promise<void> {
  await lockNames(tx, [
    ...(booker === undefined ? [] : [`1 booker ${booker}`]),
    ...(hold === undefined ? [] : [`2 hold ${hold}`]),
  ]);
  if (detainees.length > 0)
    await rows(tx, {
      name: 'detainees-lock',
      text: 'SELECT FROM detainee WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      values: [detainees],
    });
  await lockNames(
    tx,
    visitors.map((visitor) => `visitor ${visitor}`),
  );
}

async function lockNames(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await rows(tx, {
    name: 'booking-locks',
    text: `SELECT pg_advisory_xact_lock(hashtextextended(l.name, 0))
      FROM (SELECT DISTINCT n.name COLLATE "C" AS name FROM unnest($1::text[]) AS n (name) ORDER BY 1 OFFSET 0) l`,
    values: [names],
  });
}
