import type { NumberBlockConflict, OfflineTicket, NumberBlockFlag, NumberRange } from '@kezek/contracts';
import { rows, type Tx } from '@kezek/platform';
import { numberOf } from './block.rules';
import { refusalKey, type Ledger } from './sync.rules';

/** What is known of a block; `tickets` by number. The caller holds the block locked. */
export async function ledgerOf(
  tx: Tx,
  block: string,
  tokenHashes: readonly string[],
): Promise<{ readonly ledger: Ledger; readonly tickets: ReadonlyMap<string, string> }> {
  const used = await rows<{ prefix: string; serial: number; fingerprint: string; ticket: string }>(tx, {
    name: 'block-used',
    text: 'SELECT prefix, serial, fingerprint, ticket FROM number_block_ticket WHERE block = $1',
    values: [block],
  });
  const refused = await rows<{ number: string; fingerprint: string; reason: NumberBlockConflict }>(tx, {
    name: 'block-refused',
    text: 'SELECT number, fingerprint, reason FROM number_block_conflict WHERE block = $1',
    values: [block],
  });
  const taken = await rows<{ hash: Buffer }>(tx, {
    name: 'block-tokens',
    text: 'SELECT tracking_token_hash AS hash FROM ticket WHERE tracking_token_hash = ANY ($1::bytea[])',
    values: [tokenHashes.map((hash) => Buffer.from(hash, 'base64url'))],
  });
  const numbered = used.map((row) => ({ ...row, number: numberOf(row.prefix, row.serial) }));
  return {
    ledger: {
      issued: new Map(numbered.map(({ number, fingerprint }) => [number, fingerprint])),
      refused: new Set(
        refused.map(({ number, fingerprint, reason }) => refusalKey(number, fingerprint, reason)),
      ),
      tokenHashes: new Set(taken.map(({ hash }) => hash.toString('base64url'))),
    },
    tickets: new Map(numbered.map(({ number, ticket }) => [number, ticket])),
  };
}

export interface Taken {
  readonly block: string;
  readonly prefix: string;
  readonly serial: number;
  readonly ticket: string;
  readonly fingerprint: string;
  readonly flags: readonly NumberBlockFlag[];
  readonly syncedAt: Date;
}

export async function noteTaken(tx: Tx, taken: Taken): Promise<void> {
  const { block, prefix, serial, ticket, fingerprint, flags, syncedAt } = taken;
  await rows(tx, {
    name: 'block-taken',
    text: `INSERT INTO number_block_ticket (block, prefix, serial, ticket, fingerprint, flags, synced_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [block, prefix, serial, ticket, fingerprint, flags, syncedAt],
  });
}

export interface Refused {
  readonly block: string;
  readonly fingerprint: string;
  readonly reason: NumberBlockConflict;
  readonly ticket: OfflineTicket;
  readonly syncedAt: Date;
}

/** Everything that was said is kept, but for the phone and the visitor's secret. */
export async function noteRefused(
  tx: Tx,
  { block, fingerprint, reason, ticket, syncedAt }: Refused,
): Promise<void> {
  const { number, service, language, issuedAt, priority } = ticket;
  const said = { service, language, issuedAt, priority };
  await rows(tx, {
    name: 'block-refused-note',
    text: `INSERT INTO number_block_conflict (block, number, fingerprint, reason, said, issued_at, synced_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    values: [block, number, fingerprint, reason, JSON.stringify(said), issuedAt, syncedAt],
  });
}

export interface SyncNote {
  readonly block: string;
  readonly at: Date;
  readonly issued: number;
  readonly conflicts: number;
  readonly offline: { readonly from: string; readonly to: string } | undefined;
}

/** False where nothing new was said: a repeat leaves no trace. */
export async function noteSync(
  tx: Tx,
  { block, at, issued, conflicts, offline }: SyncNote,
): Promise<boolean> {
  const noted = await rows(tx, {
    name: 'block-sync-note',
    text: `INSERT INTO number_block_sync (block, at, issued, conflicts, offline_from, offline_to)
      SELECT $1, $2, $3, $4, $5, $6
      WHERE $3::integer + $4::integer > 0 OR ($5::timestamptz IS NOT NULL AND NOT EXISTS (
        SELECT FROM number_block_sync WHERE block = $1 AND offline_from = $5 AND offline_to = $6))
      RETURNING 1`,
    values: [block, at, issued, conflicts, offline?.from, offline?.to],
  });
  return noted.length > 0;
}

export interface Settlement {
  readonly block: string;
  readonly at: Date;
  readonly actor: string;
  readonly unused: readonly NumberRange[];
}

export async function noteSettled(tx: Tx, { block, at, actor, unused }: Settlement): Promise<void> {
  await rows(tx, {
    name: 'block-settle',
    text: 'UPDATE number_block SET settled_at = $2, settled_by = $3 WHERE id = $1',
    values: [block, at, actor],
  });
  await rows(tx, {
    name: 'block-unused-note',
    text: `INSERT INTO number_block_unused (block, prefix, first, last)
      SELECT $1, prefix, first, last FROM unnest($2::text[], $3::integer[], $4::integer[]) AS r (prefix, first, last)`,
    values: [
      block,
      unused.map(({ prefix }) => prefix),
      unused.map(({ from }) => from),
      unused.map(({ to }) => to),
    ],
  });
}
