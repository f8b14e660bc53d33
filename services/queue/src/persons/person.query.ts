import { plusSeconds, rows, type Tx } from '@kezek/platform';
import { TicketRow } from '../tickets/ticket.row';
import { windowSeconds, type OpenTicket } from './person.rules';

/**
 * Keeps apart who asks for the same names, until the end of the transaction. They are taken in one order, so that
 * nobody waits in a circle.
 */
export async function lockNames(tx: Tx, names: readonly string[]): Promise<void> {
  await rows(tx, {
    name: 'person-lock',
    text: `SELECT pg_advisory_xact_lock(key) FROM (
      SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) AS name ORDER BY key) AS keys`,
    values: [names],
  });
}

export interface Hashes {
  readonly phone: readonly Buffer[];
  readonly iin: readonly Buffer[];
}

/** What a ticket keeps of who holds it. */
export interface PersonHashes {
  readonly phoneHash: Buffer | undefined;
  readonly iinHash: Buffer | undefined;
}

/** By which the holder of a ticket is known. */
export async function hashesOf(tx: Tx, ticket: string): Promise<PersonHashes> {
  // With the key: TypeORM takes a row of nulls for none.
  const select = { id: true, phoneHash: true, iinHash: true } as const;
  const found = await tx.findOne(TicketRow, { where: { id: ticket }, select });
  return { phoneHash: found?.phoneHash ?? undefined, iinHash: found?.iinHash ?? undefined };
}

/** What a person holds in an office, the oldest first. */
export function openTicketsOf(tx: Tx, office: string, { phone, iin }: Hashes): Promise<OpenTicket[]> {
  return rows<OpenTicket>(tx, {
    name: 'person-open-tickets',
    text: `WITH held AS (
        SELECT id, number, business_day, service, planned, office, issue_order FROM ticket
        WHERE outcome IS NULL AND phone_hash = ANY ($2::bytea[])
        UNION
        SELECT id, number, business_day, service, planned, office, issue_order FROM ticket
        WHERE outcome IS NULL AND iin_hash = ANY ($3::bytea[]))
      SELECT id, number, business_day AS "businessDay", service, planned FROM held WHERE office = $1 ORDER BY issue_order`,
    values: [office, phone, iin],
  });
}

/** Forgets who held tickets that ended before `before`, the oldest first and so many at most. */
export async function forgetHolders(tx: Tx, before: Date): Promise<void> {
  await rows(tx, {
    name: 'person-forget',
    text: `UPDATE ticket SET phone_hash = NULL, iin_hash = NULL WHERE id IN (
      SELECT id FROM ticket WHERE ended_at < $1 AND (phone_hash IS NOT NULL OR iin_hash IS NOT NULL)
      ORDER BY ended_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
    values: [before],
  });
}

/** How far back the office's tickets are looked through: so many devices may be at their limit at once. */
const devicesAtOnce = 10;

/**
 * When the device issued its newest tickets of the last minute, at most so many; the newest first. What was synced was
 * issued at another time, unless the kiosk's time counts and is of this minute.
 */
export async function issuedBy(
  tx: Tx,
  { office, device, atMost, now }: { office: string; device: string; atMost: number; now: Date },
): Promise<Date[]> {
  const found = await rows<{ at: Date }>(tx, {
    name: 'device-issued',
    text: `SELECT issued_at AS at FROM (
        SELECT issued_at, issued_by FROM ticket
        WHERE office = $1 AND said_at IS NULL AND (synced_at IS NULL OR issued_at > $3)
        ORDER BY issue_order DESC LIMIT $5) AS newest
      WHERE issued_by = $2 AND issued_at > $3 ORDER BY issued_at DESC LIMIT $4`,
    values: [office, device, plusSeconds(now, -windowSeconds), atMost, atMost * devicesAtOnce],
  });
  return found.map(({ at }) => at);
}
