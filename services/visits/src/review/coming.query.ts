import { columnsOf, rows, type Tx } from '@kezek/platform';
import { VisitRow } from '../booking/visit.row';

const coming = `v.detainee = $1 AND v.state IN ('requested', 'booked') AND v.ends_at > $2`;

/** A detainee's visits that are still to take place. */
export const comingOf = (tx: Tx, detainee: string, now: Date): Promise<VisitRow[]> =>
  rows(tx, {
    name: 'review-coming',
    text: `SELECT ${columnsOf(VisitRow, 'v')} FROM visit v WHERE ${coming} ORDER BY v.starts_at, v.ref`,
    values: [detainee, now],
  });

/** Where they take place. */
export async function facilitiesOf(tx: Tx, detainee: string, now: Date): Promise<string[]> {
  const found = await rows<{ facility: string }>(tx, {
    name: 'review-facilities',
    text: `SELECT DISTINCT v.facility FROM visit v WHERE ${coming} ORDER BY v.facility`,
    values: [detainee, now],
  });
  return found.map(({ facility }) => facility);
}
