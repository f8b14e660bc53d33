import type { OfflineTicket, NumberRange } from '@kezek/contracts';
import { insertNew, instantFrom, rows, type Tx } from '@kezek/platform';
import { In } from 'typeorm';
import { TicketRow } from '../tickets/ticket.row';
import { present } from '../tickets/ticket.rules';
import { BlockRow } from './block.row';
import { numberOf } from '../changes/number.rules';
import { BlockConflictRow, BlockTicketRow, BlockUnusedRow } from './block-use.row';
import { refusalKey, type Ledger, type Said } from './sync.rules';

/** What is known of a block; `tickets` by number. The caller holds the block locked. */
export async function ledgerOf(
  tx: Tx,
  { id: block, office }: BlockRow,
  reported: readonly Pick<Said, 'number' | 'tokenHash'>[],
): Promise<{ readonly ledger: Ledger; readonly tickets: ReadonlyMap<string, string> }> {
  const used = await tx.findBy(BlockTicketRow, { block });
  const refused = await tx.findBy(BlockConflictRow, { block });
  const taken = await rows<{ hash: Buffer }>(tx, {
    name: 'block-tokens',
    text: 'SELECT tracking_token_hash AS hash FROM ticket WHERE tracking_token_hash = ANY ($1::bytea[])',
    values: [reported.map(({ tokenHash }) => Buffer.from(tokenHash, 'base64url'))],
  });
  const inUse = await tx.find(TicketRow, {
    select: { id: true, number: true },
    where: {
      office,
      number: In(reported.map(({ number }) => number)),
      state: In(present),
    },
  });
  const numbered = used.map((row) => ({ ...row, number: numberOf(row.prefix, row.serial) }));
  return {
    ledger: {
      issued: new Map(numbered.map(({ number, fingerprint }) => [number, fingerprint])),
      refused: new Set(
        refused.map(({ number, fingerprint, reason }) => refusalKey(number, fingerprint, reason)),
      ),
      inUse: new Set(inUse.map(({ number }) => number)),
      tokenHashes: new Set(taken.map(({ hash }) => hash.toString('base64url'))),
    },
    tickets: new Map(numbered.map(({ number, ticket }) => [number, ticket])),
  };
}

/** When a device issued its tickets of a day, but for those that only wait from a sync on. */
export async function issuedOn(
  tx: Tx,
  { office, businessDay, device }: Pick<BlockRow, 'office' | 'businessDay' | 'device'>,
): Promise<Date[]> {
  const found = await rows<{ at: Date }>(tx, {
    name: 'block-device-issued',
    text: `SELECT issued_at AS at FROM ticket
      WHERE office = $1 AND business_day = $2 AND issued_by = $3 AND said_at IS NULL`,
    values: [office, businessDay, device],
  });
  return found.map(({ at }) => at);
}

export async function noteTaken(tx: Tx, taken: BlockTicketRow): Promise<void> {
  await tx.insert(BlockTicketRow, taken);
}

export interface Refused extends Pick<BlockConflictRow, 'block' | 'fingerprint' | 'reason' | 'syncedAt'> {
  readonly ticket: OfflineTicket;
}

/** Everything that was said is kept, but for the phone and the visitor's secret. */
export async function noteRefused(
  tx: Tx,
  { block, fingerprint, reason, ticket, syncedAt }: Refused,
): Promise<void> {
  const { number, service, language, issuedAt, priority } = ticket;
  const said = { service, language, issuedAt, priority };
  const at = instantFrom(issuedAt);
  await insertNew(tx, BlockConflictRow, { block, number, fingerprint, reason, said, issuedAt: at, syncedAt });
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
  await tx.update(BlockRow, { id: block }, { settledAt: at, settledBy: actor });
  await tx.insert(
    BlockUnusedRow,
    unused.map(({ prefix, from: first, to: last }) => ({ block, prefix, first, last })),
  );
}
