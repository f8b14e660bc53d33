import { rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Moves } from '../notifications/moves.service';
import { shortestValidity } from '../notifications/notification.rules';
import { Claims } from './claims.service';
import { Outcomes } from './outcomes.service';
import { Store } from '../store.service';

interface Lapsed {
  readonly notification: string;
  readonly number: number;
  readonly provider: string;
  readonly state: 'claimed' | 'written';
}

interface Overdue {
  readonly id: string;
  readonly reason: string;
}

const batch = 500;

/** What nobody else does: messages whose time is over, and attempts whose process died. */
@Injectable()
export class Recovery {
  constructor(
    private readonly store: Store,
    private readonly moves: Moves,
    private readonly claims: Claims,
    private readonly outcomes: Outcomes,
  ) {}

  /** Messages that wait and can't arrive in time any more. */
  async expire(): Promise<number> {
    return await this.store.transaction(async (tx) => {
      const overdue = await rows<Overdue & Record<string, unknown>>(tx, {
        name: 'expire-find',
        text: `SELECT id, CASE WHEN status_reason IS NOT NULL THEN status_reason || '-until-expiry'
            WHEN next_at IS NULL THEN 'no-contact' ELSE 'not-sent-in-time' END AS reason
          FROM notification
          WHERE expires_at < $1 AND (state IN ('created', 'scheduled') OR state = 'sending' AND next_at IS NOT NULL)
          ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
        values: [new Date(this.store.now().getTime() + shortestValidity), batch],
      });
      for (const reason of new Set(overdue.map((row) => row.reason))) {
        const ids = overdue.filter((row) => row.reason === reason).map(({ id }) => id);
        await this.moves.move(tx, ids, { state: 'expired', reason });
      }
      return overdue.length;
    });
  }

  /**
   * Attempts whose lease lapsed: what was only claimed is due again; what was marked as written may have been, so its
   * outcome is unknown and its template's policy decides.
   */
  async recover(): Promise<number> {
    return await this.store.transaction(async (tx) => {
      const lapsed = await rows<Lapsed & Record<string, unknown>>(tx, {
        name: 'recover-find',
        text: `SELECT a.notification, a.number, a.provider, a.state FROM attempt a JOIN notification n ON n.id = a.notification
          WHERE a.state IN ('claimed', 'written') AND a.lease_until < $1
          ORDER BY a.lease_until LIMIT $2 FOR UPDATE OF n SKIP LOCKED`,
        values: [this.store.now(), batch],
      });
      for (const attempt of lapsed) {
        if (attempt.state === 'claimed') await this.claims.unclaim(tx, attempt.notification, attempt.number);
        else await this.lose(tx, attempt);
      }
      return lapsed.length;
    });
  }

  private async lose(tx: Tx, { notification, number, provider }: Lapsed): Promise<void> {
    const open = await rows<{ number: number }>(tx, {
      text: `SELECT number FROM segment WHERE notification = $1 AND state = 'written'`,
      values: [notification],
    });
    const outcome = { kind: 'unknown', reason: 'sender-lost' } as const;
    const results = open.map((segment) => ({ number: segment.number, outcome }));
    await this.outcomes.recordIn(tx, { notification, attempt: number, provider }, results);
  }
}
