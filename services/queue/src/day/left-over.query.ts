import type { Office } from '@kezek/contracts';
import { columnsOf, rows, type Tx } from '@kezek/platform';
import { leftOverIn } from './left-over.rules';
import { TicketRow } from '../tickets/ticket.row';

// One statement for all offices: of each it reads the tickets that are open, by their index. Who was sent home and is
// back today keeps an old basis, and has a number of today.
const question = `SELECT ${columnsOf(TicketRow, 't')}
  FROM unnest($1::text[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::date[], $7::timestamptz[])
    AS o (code, today, began, waiting_before, parked_before, closes_on, closes_at)
  JOIN ticket t ON t.office = o.code AND t.outcome IS NULL AND (
    t.business_day < o.today AND (t.state = 'waiting' AND t.basis_at < o.waiting_before
      OR t.state = 'parked' AND t.basis_at < o.parked_before)
    OR t.state = 'return-later' AND (t.return_on < o.today OR t.return_on >= o.closes_on)
    OR t.state = 'booked' AND (t.appointment_at < o.began OR t.appointment_at >= o.closes_at))
  ORDER BY t.issue_order LIMIT $8 FOR UPDATE OF t SKIP LOCKED`;

/** Some of those for whom nobody will call any more, locked; whom somebody else works on is passed over. */
export async function lockLeftOver(
  tx: Tx,
  offices: readonly Office[],
  now: Date,
  limit: number,
): Promise<TicketRow[]> {
  const over = offices.map((office) => leftOverIn(office, now));
  return rows<TicketRow>(tx, {
    name: 'ticket-left-over',
    text: question,
    values: [
      offices.map(({ code }) => code),
      ...(['today', 'began', 'waitingBefore', 'parkedBefore', 'closesOn', 'closesAt'] as const).map((name) =>
        over.map((one) => one[name]),
      ),
      limit,
    ],
  });
}
