import type { LeaseConflict, LeasedTicket, LeaseFlag, NumberRange } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import { numberOf } from './block.rules';
import { refusalKey, type Ledger } from './sync.rules';

/** What is known of a lease; `tickets` by number. The caller holds the lease locked. */
export async function ledgerOf(
  tx: Tx,
  lease: string,
  handles: readonly string[],
): Promise<{ readonly ledger: Ledger; readonly tickets: ReadonlyMap<string, string> }> {
  const used = await rows<{ prefix: string; serial: number; fingerprint: string; ticket: string }>(tx, {
    name: 'lease-used',
    text: 'SELECT prefix, serial, fingerprint, ticket FROM leased_ticket WHERE lease = $1',
    values: [lease],
  });
  const refused = await rows<{ number: string; fingerprint: string; reason: LeaseConflict }>(tx, {
    name: 'lease-refused',
    text: 'SELECT number, fingerprint, reason FROM lease_conflict WHERE lease = $1',
    values: [lease],
  });
  const taken = await rows<{ handle: string }>(tx, {
    name: 'lease-handles',
    text: 'SELECT handle FROM ticket WHERE handle = ANY ($1::text[])',
    values: [handles],
  });
  const numbered = used.map((row) => ({ ...row, number: numberOf(row.prefix, row.serial) }));
  return {
    ledger: {
      issued: new Map(numbered.map(({ number, fingerprint }) => [number, fingerprint])),
      refused: new Set(
        refused.map(({ number, fingerprint, reason }) => refusalKey(number, fingerprint, reason)),
      ),
      handles: new Set(taken.map(({ handle }) => handle)),
    },
    tickets: new Map(numbered.map(({ number, ticket }) => [number, ticket])),
  };
}

export interface Taken {
  readonly lease: string;
  readonly prefix: string;
  readonly serial: number;
  readonly ticket: string;
  readonly fingerprint: string;
  readonly flags: readonly LeaseFlag[];
  readonly syncedAt: Date;
}

export async function noteTaken(tx: Tx, taken: Taken): Promise<void> {
  const { lease, prefix, serial, ticket, fingerprint, flags, syncedAt } = taken;
  await rows(tx, {
    name: 'lease-taken',
    text: `INSERT INTO leased_ticket (lease, prefix, serial, ticket, fingerprint, flags, synced_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [lease, prefix, serial, ticket, fingerprint, flags, syncedAt],
  });
}

export interface Refused {
  readonly lease: string;
  readonly fingerprint: string;
  readonly reason: LeaseConflict;
  readonly ticket: LeasedTicket;
  readonly syncedAt: Date;
}

/** Everything that was said is kept, but for the phone. */
export async function noteRefused(
  tx: Tx,
  { lease, fingerprint, reason, ticket, syncedAt }: Refused,
): Promise<void> {
  const { number, service, language, handle, issuedAt, credit } = ticket;
  const said = { service, language, handle, issuedAt, credit };
  await rows(tx, {
    name: 'lease-refused-note',
    text: `INSERT INTO lease_conflict (lease, number, fingerprint, reason, said, issued_at, synced_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    values: [lease, number, fingerprint, reason, JSON.stringify(said), issuedAt, syncedAt],
  });
}

export interface SyncNote {
  readonly lease: string;
  readonly at: Date;
  readonly issued: number;
  readonly conflicts: number;
  readonly offline: { readonly from: string; readonly to: string } | undefined;
}

/** False where nothing new was said: a repeat leaves no trace. */
export async function noteSync(
  tx: Tx,
  { lease, at, issued, conflicts, offline }: SyncNote,
): Promise<boolean> {
  const noted = await rows(tx, {
    name: 'lease-sync-note',
    text: `INSERT INTO lease_sync (lease, at, issued, conflicts, offline_from, offline_to)
      SELECT $1, $2, $3, $4, $5, $6
      WHERE $3::integer + $4::integer > 0 OR ($5::timestamptz IS NOT NULL AND NOT EXISTS (
        SELECT FROM lease_sync WHERE lease = $1 AND offline_from = $5 AND offline_to = $6))
      RETURNING 1`,
    values: [lease, at, issued, conflicts, offline?.from, offline?.to],
  });
  return noted.length > 0;
}

export interface Settlement {
  readonly lease: string;
  readonly at: Date;
  readonly actor: string;
  readonly unused: readonly NumberRange[];
}

export async function noteSettled(tx: Tx, { lease, at, actor, unused }: Settlement): Promise<void> {
  await rows(tx, {
    name: 'lease-settle',
    text: 'UPDATE number_lease SET settled_at = $2, settled_by = $3 WHERE id = $1',
    values: [lease, at, actor],
  });
  await rows(tx, {
    name: 'lease-unused-note',
    text: `INSERT INTO lease_unused (lease, prefix, first, last)
      SELECT $1, prefix, first, last FROM unnest($2::text[], $3::integer[], $4::integer[]) AS r (prefix, first, last)`,
    values: [
      lease,
      unused.map(({ prefix }) => prefix),
      unused.map(({ from }) => from),
      unused.map(({ to }) => to),
    ],
  });
}
