import { columnsOf, insertNew, plusSeconds, rows, type Tx, wakeAfterCommit, Work } from '@kezek/platform';
import { messageIdNotations } from '@kezek/smpp';
import { Injectable } from '@nestjs/common';
import { Vault } from '../contacts/vault.service';
import { messageWork } from '../notifications/moves.service';
import type { IncomingReceipt } from '../providers/provider.rules';
import { Fates, type SegmentRef } from './fates.service';
import { ReceiptRow } from './receipt.row';

const said = ['id', 'state', 'messageId'] as const;

const columns = columnsOf(ReceiptRow, 'r', said);

type Said = Pick<ReceiptRow, (typeof said)[number]>;
type Unmatched = Said & SegmentRef;

/** An SMSC's clock and ours may differ, and its id may have been another message's before. */
const skewMs = 60_000;
/** After which a receipt without a known id belongs to a message whose response was lost. */
const responseIsLostMs = 5_000;
export const searchForSeconds = 3600;

/** Keeps every receipt, and brings it together with its segment, whichever is there first. */
@Injectable()
export class Receipts {
  constructor(
    private readonly work: Work,
    private readonly vault: Vault,
    private readonly fates: Fates,
  ) {}

  /** Resolves after the commit: then the provider may forget it. */
  async take(receipt: IncomingReceipt): Promise<void> {
    const notations = messageIdNotations(receipt.messageId);
    const phoneHash = receipt.phone === undefined ? null : this.vault.hash(receipt.phone);
    await this.work.run(async (tx, receivedAt) => {
      const kept = await insertNew(tx, ReceiptRow, {
        provider: receipt.provider,
        messageId: receipt.messageId,
        notations,
        state: receipt.state,
        ...(receipt.errorCode !== undefined && { errorCode: receipt.errorCode }),
        ...(receipt.userReference !== undefined && { userReference: receipt.userReference }),
        ...(receipt.doneAt !== undefined && { doneAt: new Date(receipt.doneAt) }),
        phoneHash,
        receivedAt,
      });
      const found = await this.find(tx, receipt, notations, phoneHash);
      if (kept === undefined) return;
      if (found !== undefined) await this.match(tx, { ...kept, ...found });
      // Its response may be on its way to the database in another transaction, neither of which sees the other.
      else wakeAfterCommit(tx, messageWork);
    });
  }

  /** Receipts that came before the responses which name these ids. */
  async matchEarly(tx: Tx, provider: string, segment: SegmentRef, messageKey: string): Promise<void> {
    const early = await rows<Said>(tx, {
      name: 'receipt-early',
      text: `SELECT ${columns} FROM receipt r
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
    const strays = await this.work.run((tx, now) =>
      rows<Unmatched>(tx, {
        name: 'receipt-strays',
        text: `SELECT ${columns}, s.notification, s.number
          FROM receipt r JOIN segment s ON s.provider = r.provider AND s.message_key = ANY (r.notations)
          WHERE r.matched_at IS NULL AND r.received_at > $1 AND r.received_at >= s.marked_at - $3 * interval '1 millisecond'
            AND (r.notations[1] = s.message_key OR r.phone_hash IS NULL OR r.phone_hash = s.phone_hash)
          UNION ALL
          SELECT ${columns}, min(s.notification::text)::uuid, min(s.number)
          FROM receipt r JOIN segment s ON s.provider = r.provider AND s.phone_hash = r.phone_hash
            AND s.state = 'unknown' AND s.marked_at <= r.received_at
          WHERE r.matched_at IS NULL AND r.received_at > $1 AND r.received_at < $2
            AND NOT EXISTS (SELECT FROM segment w WHERE w.provider = r.provider AND w.phone_hash = r.phone_hash
              AND w.state = 'written')
          GROUP BY r.id HAVING count(*) = 1
          ORDER BY id LIMIT 500`,
        values: [plusSeconds(now, -searchForSeconds), this.work.afterReal(-responseIsLostMs), skewMs],
      }),
    );
    for (const stray of strays) await this.work.run((tx) => this.match(tx, stray));
    return strays.length;
  }

  private async find(
    tx: Tx,
    { provider, userReference }: IncomingReceipt,
    notations: readonly string[],
    phoneHash: Buffer | null,
  ): Promise<SegmentRef | undefined> {
    const [byId] = await rows<SegmentRef>(tx, {
      name: 'segment-by-id',
      text: `SELECT notification, number FROM segment
        WHERE provider = $1 AND message_key = ANY ($2)
          AND (message_key = ($2::text[])[1] OR $3::bytea IS NULL OR phone_hash = $3)
        ORDER BY (phone_hash = $3) DESC NULLS LAST, array_position($2, message_key), marked_at DESC LIMIT 1`,
      values: [provider, notations, phoneHash],
    });
    if (byId !== undefined || userReference === undefined || phoneHash === null) return byId;
    const [byReference] = await rows<SegmentRef>(tx, {
      name: 'segment-by-reference',
      text: `SELECT notification, number FROM segment
        WHERE provider = $1 AND phone_hash = $2 AND user_reference = $3 AND state IN ('written', 'unknown')
        ORDER BY marked_at DESC LIMIT 1`,
      values: [provider, phoneHash, userReference],
    });
    return byReference;
  }

  private async match(tx: Tx, { id, notification, number, state, messageId }: Unmatched): Promise<void> {
    await this.fates.apply(tx, { notification, number }, { state, messageId });
    await rows(tx, {
      name: 'receipt-matched',
      text: `UPDATE receipt SET notification = $2, segment = $3, matched_at = $4 WHERE id = $1 AND matched_at IS NULL`,
      values: [id, notification, number, this.work.now()],
    });
  }
}
