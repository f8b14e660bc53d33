import { Clock, inTransaction, rows } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Contacts, type SealedContact } from '../contacts/contacts.service';
import { Moves } from '../notifications/moves.service';
import type { NotificationState } from '@kezek/contracts';
import { Providers } from '../providers/providers.service';
import { Fates } from '../receipts/fates.service';

interface Asked extends SealedContact {
  readonly id: string;
  readonly state: NotificationState;
  readonly expires_at: Date;
}

interface AskedSegment {
  readonly number: number;
  readonly provider: string;
  readonly message_id: string;
}

/** How long one process keeps a question to itself, and after how long an unanswered one is put again. */
const askAgainMs = 30_000;
const batch = 50;

/** Questions to the providers: forget this message (cancel_sm), what became of it (query_sm). */
@Injectable()
export class Questions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly contacts: Contacts,
    private readonly moves: Moves,
    private readonly fates: Fates,
    private readonly providers: Providers,
  ) {}

  /** Tries to take back accepted messages that say something untrue by now. */
  async cancelAccepted(): Promise<number> {
    const asked = await this.take('cancel_at', `state = 'pending'`);
    for (const message of asked) await this.cancelOne(message);
    return asked.length;
  }

  /** Asks for the fate of messages whose time is over and of which no receipt came. */
  async resolveOverdue(): Promise<number> {
    const asked = await this.take('resolve_at', `state IN ('pending', 'sending') AND next_at IS NULL`);
    for (const message of asked) await this.resolveOne(message);
    return asked.length;
  }

  private async take(column: 'cancel_at' | 'resolve_at', condition: string): Promise<readonly Asked[]> {
    const now = this.clock.now();
    return await inTransaction(this.dataSource, (tx) =>
      rows<Asked & Record<string, unknown>>(tx, {
        name: `questions-${column}`,
        text: `WITH due AS (
            SELECT id FROM notification WHERE ${column} <= $1 AND ${condition}
            ORDER BY ${column} LIMIT $3 FOR UPDATE SKIP LOCKED
          )
          UPDATE notification n SET ${column} = $2 FROM due, contact c
          WHERE n.id = due.id AND c.ref = n.contact_ref
          RETURNING n.id, n.state, n.expires_at, n.contact_ref, c.phone_sealed, c.handle_sealed`,
        values: [now, new Date(now.getTime() + askAgainMs), batch],
      }),
    );
  }

  private async segments(notification: string): Promise<readonly AskedSegment[]> {
    return await inTransaction(this.dataSource, (tx) =>
      rows<AskedSegment & Record<string, unknown>>(tx, {
        name: 'questions-segments',
        text: `SELECT number, provider, message_id FROM segment
          WHERE notification = $1 AND message_id IS NOT NULL AND fate = 'on-its-way' ORDER BY number`,
        values: [notification],
      }),
    );
  }

  private async cancelOne(message: Asked): Promise<void> {
    const { phone } = this.contacts.open(message);
    const segments = await this.segments(message.id);
    const answers = await Promise.all(
      segments.map(async ({ provider, message_id: id }) => this.providers.named(provider).cancel(id, phone)),
    );
    const expired = this.clock.now() >= message.expires_at;
    // Away: asked again, as long as it can still help.
    if (answers.includes('away') && !expired) return;
    const gone = answers.length > 0 && answers.every((answer) => answer === 'cancelled');
    await inTransaction(this.dataSource, async (tx) => {
      await rows(tx, {
        text: 'UPDATE notification SET cancel_at = NULL WHERE id = $1',
        values: [message.id],
      });
      if (gone)
        await this.moves.move(tx, [message.id], { state: 'cancelled', reason: 'cancelled-at-provider' });
    });
  }

  private async resolveOne(message: Asked): Promise<void> {
    const segments = await this.segments(message.id);
    const answers = await Promise.all(
      segments.map(async ({ number, provider, message_id: messageId }) => ({
        number,
        messageId,
        state: await this.providers.named(provider).query(messageId),
      })),
    );
    if (answers.some(({ state }) => state === 'away')) return;
    await inTransaction(this.dataSource, async (tx) => {
      for (const { number, messageId, state } of answers)
        if (state !== 'refused' && state !== 'away')
          await this.fates.apply(tx, { notification: message.id, number }, { state, messageId });
      // What is still open after that is a guess, which a late receipt revises.
      const reason = message.state === 'sending' ? 'outcome-unknown' : 'no-receipt';
      await this.moves.move(tx, [message.id], { state: 'temporary-failure', reason });
    });
  }
}
