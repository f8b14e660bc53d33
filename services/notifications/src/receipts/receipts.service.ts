import { rows, type Tx } from '@kezek/platform';
import { messageIdNotations, type MessageState } from '@kezek/smpp';
import { Injectable } from '@nestjs/common';
import { Vault } from '../contacts/vault.service';
import type { IncomingReceipt } from '../providers/provider.rules';
import { Fates, type SegmentRef } from './fates.service';
import { Store } from '../store.service';

interface Unmatched extends SegmentRef {
  readonly id: number;
  readonly state: MessageState;
  readonly message_id: string;
}

/** An SMSC's clock and ours may differ, and its id may have been another message's before. */
const skewMs = 60_000;
/** After which a receipt without a known id belongs to a message whose response was lost. */
const responseIsLostMs = 5_000;
const searchForMs = 3_600_000;

/** Keeps every receipt, and brings it together with its segment, whichever is there first. */
@Injectable()
export class Receipts {
  constructor(
    private readonly store: Store,
    private readonly vault: Vault,
    private readonly fates: Fates,
  ) {}

  /** Resolves after the commit: then the provider may forget it. */
  async take(receipt: IncomingReceipt): Promise<void> {
    const notations = messageIdNotations(receipt.messageId);
    const phoneHash = receipt.phone === undefined ? null : this.vault.hash(receipt.phone);
    await this.store.transaction(async (tx) => {
      const [kept] = await rows<{ id: number }>(tx, {
        name: 'receipt-insert',
        text: `INSERT INTO receipt (provider, message_id, notations, state, error_code, user_reference, phone_hash,
            done_at, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
        values: [
          receipt.provider,
          receipt.messageId,
          notations,
          receipt.state,
          receipt.errorCode ?? null,
          receipt.userReference ?? null,
          phoneHash,
          receipt.doneAt === undefined ? null : new Date(receipt.doneAt),
          this.store.now(),
        ],
      });
      const found = await this.find(tx, receipt, notations, phoneHash);
      if (kept === undefined || found === undefined) return;
      await this.match(tx, { ...found, id: kept.id, state: receipt.state, message_id: receipt.messageId });
    });
  }

  /** Receipts that came before the responses which name these ids. */
  async matchEarly(tx: Tx, provider: string, segment: SegmentRef, messageKey: string): Promise<void> {
    const early = await rows<Omit<Unmatched, keyof SegmentRef> & Record<string, unknown>>(tx, {
      name: 'receipt-early',
      text: `SELECT r.id, r.state, r.message_id FROM receipt r
        JOIN segment s ON s.notification = $3 AND s.number = $4
        WHERE r.matched_at IS NULL AND r.provider = $1 AND r.notations @> ARRAY[$2]
          AND r.received_at >= s.marked_at - $5 * interval '1 millisecond'
          AND (r.notations[1] = $2 OR r.phone_hash IS NULL OR r.phone_hash = s.phone_hash)
        ORDER BY r.id FOR UPDATE OF r SKIP LOCKED`,
      values: [provider, messageKey, segment.notification, segment.number, skewMs],
    });
    for (const receipt of early) await this.match(tx, { ...receipt, ...segment });
  }

  /**
   * Receipts that crossed with their response, and those of messages whose response was lost and which name no
   * reference of ours: the only open message to their number is theirs.
   */
  async matchStrays(): Promise<number> {
    const strays = await this.store.transaction((tx) =>
      rows<Unmatched & Record<string, unknown>>(tx, {
        name: 'receipt-strays',
        text: `SELECT r.id, r.state, r.message_id, s.notification, s.number
          FROM receipt r JOIN segment s ON s.provider = r.provider AND s.message_key = ANY (r.notations)
          WHERE r.matched_at IS NULL AND r.received_at > $1 AND r.received_at >= s.marked_at - $3 * interval '1 millisecond'
            AND (r.notations[1] = s.message_key OR r.phone_hash IS NULL OR r.phone_hash = s.phone_hash)
          UNION ALL
          SELECT r.id, r.state, r.message_id, min(s.notification::text)::uuid, min(s.number)
          FROM receipt r JOIN segment s ON s.provider = r.provider AND s.phone_hash = r.phone_hash
            AND s.state = 'unknown' AND s.marked_at <= r.received_at
          WHERE r.matched_at IS NULL AND r.received_at > $1 AND r.received_at < $2
            AND NOT EXISTS (SELECT FROM segment w WHERE w.provider = r.provider AND w.phone_hash = r.phone_hash
              AND w.state = 'written')
          GROUP BY r.id HAVING count(*) = 1
          ORDER BY id LIMIT 500`,
        values: [this.store.in(-searchForMs), this.store.afterReal(-responseIsLostMs), skewMs],
      }),
    );
    for (const stray of strays) await this.store.transaction((tx) => this.match(tx, stray));
    return strays.length;
  }

  private async find(
    tx: Tx,
    { provider, userReference }: IncomingReceipt,
    notations: readonly string[],
    phoneHash: Buffer | null,
  ): Promise<SegmentRef | undefined> {
    const [byId] = await rows<SegmentRef & Record<string, unknown>>(tx, {
      name: 'segment-by-id',
      text: `SELECT notification, number FROM segment
        WHERE provider = $1 AND message_key = ANY ($2)
          AND (message_key = ($2::text[])[1] OR $3::bytea IS NULL OR phone_hash = $3)
        ORDER BY (phone_hash = $3) DESC NULLS LAST, array_position($2, message_key), marked_at DESC LIMIT 1`,
      values: [provider, notations, phoneHash],
    });
    if (byId !== undefined || userReference === undefined || phoneHash === null) return byId;
    const [byReference] = await rows<SegmentRef & Record<string, unknown>>(tx, {
      name: 'segment-by-reference',
      text: `SELECT notification, number FROM segment
        WHERE provider = $1 AND phone_hash = $2 AND user_reference = $3 AND state IN ('written', 'unknown')
        ORDER BY marked_at DESC LIMIT 1`,
      values: [provider, phoneHash, userReference],
    });
    return byReference;
  }

  private async match(
    tx: Tx,
    { id, notification, number, state, message_id: messageId }: Unmatched,
  ): Promise<void> {
    await this.fates.apply(tx, { notification, number }, { state, messageId });
    await rows(tx, {
      name: 'receipt-matched',
      text: `UPDATE receipt SET notification = $2, segment = $3, matched_at = $4 WHERE id = $1 AND matched_at IS NULL`,
      values: [id, notification, number, this.store.now()],
    });
  }
}
