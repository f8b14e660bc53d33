import { rows, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { Moves, stepOf } from '../notifications/moves.service';
import { shortestValidity } from '../notifications/notification.rules';
import { afterItsTime } from './attempt.rules';
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
  readonly expires_at: Date;
  readonly reason: string;
  readonly doubtful: boolean;
}

const batch = 200;

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
        text: `SELECT id, expires_at, CASE WHEN status_reason IS NOT NULL THEN status_reason || '-until-expiry'
            WHEN next_at IS NULL THEN 'no-contact' ELSE 'not-sent-in-time' END AS reason,
            EXISTS (SELECT FROM attempt a WHERE a.notification = n.id AND a.state = 'unknown') AS doubtful
          FROM notification n
          WHERE expires_at < $1 AND (state IN ('created', 'scheduled') OR state = 'sending' AND next_at IS NOT NULL)
          ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
        values: [this.store.in(shortestValidity), batch],
      });
      for (const { id, reason, doubtful, expires_at: expiresAt } of overdue)
        await this.moves.move(tx, [id], stepOf(afterItsTime(doubtful, expiresAt.getTime(), reason)));
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
    // Without one that is open there is still a verdict to be written down: no segment bears the number 0.
    const numbers = open.length > 0 ? open.map((segment) => segment.number) : [0];
    const results = numbers.map((segment) => ({ number: segment, outcome }));
    await this.outcomes.recordIn(tx, { notification, attempt: number, provider }, results);
  }
}
