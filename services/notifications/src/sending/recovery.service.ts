import { columnsOf, plusSeconds, rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { AttemptRow } from '../notifications/attempt.row';
import { Moves, stepOf } from '../notifications/moves.service';
import { NotificationRow } from '../notifications/notification.row';
import { shortestValidity } from '../notifications/notification.rules';
import { SegmentRow } from '../receipts/segment.row';
import { afterItsTime } from './attempt.rules';
import { Claims } from './claims.service';
import { Outcomes } from './outcomes.service';

type Lapsed = Pick<AttemptRow, (typeof lapsing)[number]>;

interface Overdue extends Pick<NotificationRow, 'id' | 'expiresAt'> {
  readonly reason: string;
  readonly doubtful: boolean;
}

const lapsing = ['notification', 'number', 'provider', 'state'] as const;
const batch = 200;

const findOverdue = `SELECT ${columnsOf(NotificationRow, 'n', ['id', 'expiresAt'])},
    CASE WHEN n.status_reason IS NOT NULL THEN n.status_reason || '-until-expiry'
      WHEN n.next_at IS NULL THEN 'no-contact' ELSE 'not-sent-in-time' END AS reason,
    EXISTS (SELECT FROM attempt a WHERE a.notification = n.id AND a.state = 'unknown') AS doubtful
  FROM notification n
  WHERE n.expires_at < $1
    AND n.state IN ('created', 'scheduled', 'sending') AND (n.state <> 'sending' OR n.next_at IS NOT NULL)
  ORDER BY n.expires_at LIMIT $2 FOR UPDATE SKIP LOCKED`;

const findLapsed = `SELECT ${columnsOf(AttemptRow, 'a', lapsing)}
  FROM attempt a JOIN notification n ON n.id = a.notification
  WHERE a.state IN ('claimed', 'written') AND a.lease_until < $1
  ORDER BY a.lease_until LIMIT $2 FOR UPDATE OF n SKIP LOCKED`;

/** What nobody else does: messages whose time is over, and attempts whose process died. */
@Injectable()
export class Recovery {
  constructor(
    private readonly work: Work,
    private readonly moves: Moves,
    private readonly claims: Claims,
    private readonly outcomes: Outcomes,
  ) {}

  /** Messages that wait and can't arrive in time any more. */
  async expire(): Promise<number> {
    return await this.work.run(async (tx, now) => {
      const overdue = await rows<Overdue>(tx, {
        name: 'expire-find',
        text: findOverdue,
        values: [plusSeconds(now, shortestValidity / 1000), batch],
      });
      for (const { id, reason, doubtful, expiresAt } of overdue)
        await this.moves.move(tx, [id], stepOf(afterItsTime(doubtful, expiresAt.getTime(), reason)));
      return overdue.length;
    });
  }

  /**
   * Attempts whose lease lapsed: what was only claimed is due again; what was marked as written may have been, so its
   * outcome is unknown and its template's policy decides.
   */
  async recover(): Promise<number> {
    return await this.work.run(async (tx, now) => {
      const lapsed = await rows<Lapsed>(tx, {
        name: 'recover-find',
        text: findLapsed,
        values: [now, batch],
      });
      for (const attempt of lapsed) {
        if (attempt.state === 'claimed') await this.claims.unclaim(tx, attempt.notification, attempt.number);
        else await this.lose(tx, attempt);
      }
      return lapsed.length;
    });
  }

  private async lose(tx: Tx, { notification, number, provider }: Lapsed): Promise<void> {
    const open = await tx.findBy(SegmentRow, { notification, state: 'written' });
    const outcome = { kind: 'unknown', reason: 'sender-lost' } as const;
    // Without one that is open there is still a verdict to be written down: no segment bears the number 0.
    const numbers = open.length > 0 ? open.map((segment) => segment.number) : [0];
    const results = numbers.map((segment) => ({ number: segment, outcome }));
    await this.outcomes.recordIn(tx, { notification, attempt: number, provider }, results);
  }
}
