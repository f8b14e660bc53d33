import type { Tx } from '@kezek/platform';
import { OfficeAuditRow } from './office-audit.row';

/** What was done to an office; not everything has a counter, a reason or a detail. */
export type OfficeNote = Pick<OfficeAuditRow, 'office' | 'at' | 'actor' | 'action'> &
  Partial<Pick<OfficeAuditRow, 'counter' | 'reason' | 'detail'>>;

/** Notes the act in the transaction that does it: neither is there without the other. */
export async function noteOffice(tx: Tx, note: OfficeNote): Promise<void> {
  await tx.insert(OfficeAuditRow, note);
}
