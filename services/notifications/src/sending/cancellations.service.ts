import { columnsOf, rows, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Contacts, type SealedContact, sealedColumns } from '../contacts/contacts.service';
import { Moves } from '../notifications/moves.service';
import { NotificationRow } from '../notifications/notification.row';
import { Providers } from '../providers/providers.service';

interface Asked extends SealedContact, Pick<NotificationRow, 'id' | 'expiresAt'> {
  /** Segments that the provider has and hasn't delivered. */
  readonly segments: readonly { readonly provider: string; readonly id: string }[];
}

/** How long one process keeps the question to itself, and after how long an unanswered one is put again. */
const askAgainMs = 30_000;
const batch = 50;

const take = `WITH due AS (
    SELECT id FROM notification WHERE cancel_at <= $1 AND state = 'pending'
    ORDER BY cancel_at LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  UPDATE notification n SET cancel_at = $2 FROM due, contact c
  WHERE n.id = due.id AND c.ref = n.contact_ref
  RETURNING ${columnsOf(NotificationRow, 'n', ['id', 'expiresAt', 'contactRef'])}, ${sealedColumns},
    (SELECT coalesce(json_agg(json_build_object('provider', s.provider, 'id', s.message_id)), '[]') FROM segment s
     WHERE s.notification = n.id AND s.message_id IS NOT NULL AND s.fate = 'on-its-way') AS segments`;

/** Takes back at the provider (cancel_sm) what says something untrue by now. */
@Injectable()
export class Cancellations {
  constructor(
    private readonly work: Work,
    private readonly contacts: Contacts,
    private readonly moves: Moves,
    private readonly providers: Providers,
  ) {}

  /** Answers how many were asked for. */
  async round(): Promise<number> {
    const asked = await this.work.run((tx, now) =>
      rows<Asked>(tx, {
        name: 'cancellations-take',
        text: take,
        values: [now, this.work.afterReal(askAgainMs), batch],
      }),
    );
    await Promise.all(asked.map(async (message) => this.ask(message)));
    return asked.length;
  }

  private async ask(message: Asked): Promise<void> {
    const { phone } = this.contacts.open(message);
    const answers = await Promise.all(
      message.segments.map(async ({ provider, id }) => this.providers.named(provider).cancel(id, phone)),
    );
    // Away: asked again, as long as it can still help.
    if (answers.includes('away') && this.work.now() < message.expiresAt) return;
    const gone = answers.length > 0 && answers.every((answer) => answer === 'cancelled');
    await this.work.run(async (tx) => {
      await tx.update(NotificationRow, { id: message.id }, { cancelAt: null });
      if (gone)
        await this.moves.move(tx, [message.id], { state: 'cancelled', reason: 'cancelled-at-provider' });
    });
  }
}
