import type { Tx } from '@kezek/platform';
import { ActRow } from './act.row';

/** What was done, by whom; not everything is about a contact, a detainee, or has a detail. */
export type Act = Pick<ActRow, 'at' | 'actor' | 'action'> &
  Partial<Pick<ActRow, 'contact' | 'detainee' | 'detail'>>;

/** Notes it in the transaction that does it: neither is there without the other. */
export async function noteAct(tx: Tx, act: Act): Promise<void> {
  await tx.insert(ActRow, act);
}
