import { rows, type Tx } from '@kezek/platform';

/** Whoever books, or changes what a booking asks of detainees, waits; in one order. As weak as a booking's own lock. */
export async function lockDetainees(tx: Tx, ids: readonly string[]): Promise<void> {
  await rows(tx, {
    name: 'detainees-lock',
    text: 'SELECT FROM detainee WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    values: [ids],
  });
}
