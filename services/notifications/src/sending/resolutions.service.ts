import { columnsOf, rows, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Moves } from '../notifications/moves.service';
import { NotificationRow } from '../notifications/notification.row';
import { Providers } from '../providers/providers.service';
import { Fates } from '../receipts/fates.service';

interface Overdue extends Pick<NotificationRow, 'id' | 'state'> {
  /** Segments that the provider has, and of which no receipt came. */
  readonly segments: readonly { readonly number: number; readonly provider: string; readonly id: string }[];
}

/** How long one process keeps the question to itself, and after how long an unanswered one is put again. */
const askAgainMs = 30_000;
const batch = 50;

const take = `WITH due AS (
    SELECT id FROM notification WHERE resolve_at <= $1 AND state IN ('pending', 'sending') AND next_at IS NULL
    ORDER BY resolve_at LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  UPDATE notification n SET resolve_at = $2 FROM due WHERE n.id = due.id
  RETURNING ${columnsOf(NotificationRow, 'n', ['id', 'state'])}, (
    SELECT coalesce(json_agg(json_build_object('number', s.number, 'provider', s.provider, 'id', s.message_id)
      ORDER BY s.number), '[]')
    FROM segment s WHERE s.notification = n.id AND s.message_id IS NOT NULL AND s.fate = 'on-its-way') AS segments`;

/** Asks (query_sm) for the fate of messages whose time is over and of which no receipt came. */
@Injectable()
export class Resolutions {
  constructor(
    private readonly work: Work,
    private readonly moves: Moves,
    private readonly fates: Fates,
    private readonly providers: Providers,
  ) {}

  /** Answers how many were asked for. */
  async round(): Promise<number> {
    const overdue = await this.work.run((tx, now) =>
      rows<Overdue>(tx, {
        name: 'resolutions-take',
        text: take,
        values: [now, this.work.afterReal(askAgainMs), batch],
      }),
    );
    await Promise.all(overdue.map(async (message) => this.ask(message)));
    return overdue.length;
  }

  private async ask({ id: notification, state: before, segments }: Overdue): Promise<void> {
    const answers = await Promise.all(
      segments.map(async ({ number, provider, id }) => ({
        number,
        messageId: id,
        state: await this.providers.named(provider).query(id),
      })),
    );
    if (answers.some(({ state }) => state === 'away')) return;
    await this.work.run(async (tx) => {
      for (const { number, messageId, state } of answers)
        if (state !== 'refused' && state !== 'away')
          await this.fates.apply(tx, { notification, number }, { state, messageId });
      // What is still open after that is a guess, which a late receipt revises.
      const reason = before === 'sending' ? 'outcome-unknown' : 'no-receipt';
      await this.moves.move(tx, [notification], { state: 'temporary-failure', reason });
    });
  }
}
