import { insertNew, type Tx } from '@kezek/platform';
import { RestrictionRow } from './restriction.row';

/** Writes what is said of a restriction over what was said before. */
export async function setRestriction(tx: Tx, row: RestrictionRow): Promise<void> {
  const { detainee, source, code, ...said } = row;
  if ((await insertNew(tx, RestrictionRow, row)) === undefined)
    await tx.update(RestrictionRow, { detainee, source, code }, said);
}
