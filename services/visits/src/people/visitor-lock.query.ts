import { rows, type Tx } from '@kezek/platform';

/** Whoever books for a visitor, or changes what a booking asks of one, waits; by the name that a booking locks, too. */
export async function lockVisitor(tx: Tx, contact: string): Promise<void> {
  await rows(tx, {
    name: 'visitor-lock',
    text: "SELECT pg_advisory_xact_lock(hashtextextended('visitor ' || $1, 0))",
    values: [contact],
  });
}
