import { rows, type Tx } from '@kezek/platform';
import { lockDetainees } from '../detainees/detainee-lock.query';
import { lockVisitors } from '../people/visitor-lock.query';

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
  if (booker !== undefined) await lockName(tx, `booker ${booker}`);
  if (hold !== undefined) await lockName(tx, `hold ${hold}`);
  if (detainees.length > 0) await lockDetainees(tx, detainees);
  if (visitors.length > 0) await lockVisitors(tx, visitors);
}

async function lockName(tx: Tx, name: string): Promise<void> {
  await rows(tx, {
    name: 'booking-lock',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [name],
  });
}
