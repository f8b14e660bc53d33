import { rows, type Tx } from '@kezek/platform';

/** Whoever books for visitors, or changes what a booking asks of one, waits; in one order. */
export async function lockVisitors(tx: Tx, contacts: readonly string[]): Promise<void> {
  await rows(tx, {
    name: 'visitors-lock',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('visitor ' || l.contact, 0))
      FROM (SELECT DISTINCT contact COLLATE "C" AS contact FROM unnest($1::text[]) AS contact ORDER BY 1 OFFSET 0) l`,
    values: [contacts],
  });
}
