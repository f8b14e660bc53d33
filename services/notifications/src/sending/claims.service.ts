import { columnsOf, read, rows, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sealedColumns } from '../contacts/contacts.service';
import { AttemptRow } from '../notifications/attempt.row';
import { Moves, type Plan, stepOf } from '../notifications/moves.service';
import { NotificationRow } from '../notifications/notification.row';
import { isExpired, shortestValidity } from '../notifications/notification.rules';
import { afterItsTime } from './attempt.rules';
import type { Claimed, Due } from './claimed.row';
import type { Composed } from './composer.service';
import { lanes } from './lanes.rules';

/** How long a claim holds without being renewed. */
const leaseMs = 30_000;

const inTime = (now: Date): Date => new Date(now.getTime() + shortestValidity);

const takenBack: Plan = { state: 'cancelled', reason: 'taken-back' };

const dueText = `SELECT route, lane FROM unnest($1::text[]) AS route, unnest($2::text[]) AS lane
  WHERE EXISTS (SELECT FROM notification n WHERE n.route = route AND n.lane = lane AND n.next_at <= $3)`;

const claimText = `WITH due AS (
    SELECT id FROM notification
    WHERE lane = $1 AND next_at <= $2 AND expires_at >= $7 AND route = $6
    ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE notification n SET state = 'sending', next_at = NULL, changed_at = $2,
      version = version + (n.state <> 'sending')::int
    FROM due WHERE n.id = due.id RETURNING new.*, old.state AS was
  ), attempts AS (
    INSERT INTO attempt (notification, number, provider, state, claimed_by, lease_until, claimed_at)
    SELECT t.id, coalesce((SELECT max(a.number) FROM attempt a WHERE a.notification = t.id), 0) + 1,
      t.route, 'claimed', $4, $5, $2 FROM taken t RETURNING notification, number
  )
  SELECT ${columnsOf(NotificationRow, 't')}, t.was, a.number AS attempt,
    ARRAY(SELECT s.number FROM segment s WHERE s.notification = t.id AND s.state = 'accepted') AS accepted,
    ${sealedColumns}, o.kind AS "officeKind", o.name AS "officeName", o.address AS "officeAddress"
  FROM taken t JOIN attempts a ON a.notification = t.id JOIN contact c ON c.ref = t.contact_ref
  LEFT JOIN office o ON o.code = t.office ORDER BY t.created_at`;

interface Marked extends Pick<NotificationRow, 'id' | 'state' | 'cancelAt' | 'expiresAt'> {
  readonly mine: boolean;
  readonly doubtful: boolean;
}

const markLock = `SELECT ${columnsOf(NotificationRow, 'n', ['id', 'state', 'cancelAt', 'expiresAt'])},
    (SELECT a.state = 'claimed' AND a.claimed_by = $2 FROM attempt a
     WHERE a.notification = n.id AND a.number = $3) IS TRUE AS mine,
    EXISTS (SELECT FROM attempt a WHERE a.notification = n.id AND a.state = 'unknown') AS doubtful
  FROM notification n WHERE n.id = $1 FOR UPDATE`;

const markText = `WITH attempt AS (
    UPDATE attempt SET state = 'written', marked_at = $3, lease_until = $4 WHERE notification = $1 AND number = $2
  ), message AS (
    UPDATE notification SET encoding = $5, segments = $6 WHERE id = $1
  )
  INSERT INTO segment (notification, number, provider, state, user_reference, phone_hash, marked_at)
  SELECT $1, s.number, $7, 'written', s.reference, $8, $3
  FROM unnest($9::int[], $10::int[]) AS s (number, reference)
  ON CONFLICT (notification, number) DO UPDATE SET state = 'written', provider = excluded.provider,
    marked_at = excluded.marked_at, answered_at = NULL`;

@Injectable()
export class Claims {
  constructor(
    private readonly work: Work,
    private readonly moves: Moves,
    private readonly dataSource: DataSource,
  ) {}

  /** Which lanes of which ways have something to do now: one look for all, so that a call is found at once. */
  async due(routes: readonly string[]): Promise<readonly Due[]> {
    const values = [routes, lanes, this.work.now()];
    return await read<Due>(this.dataSource.manager, { text: dueText, values });
  }

  /** Takes up to `limit` due messages of a lane, the longest due first; what others are claiming is passed over. */
  async claim(owner: string, { route, lane }: Due, limit: number): Promise<readonly Claimed[]> {
    return await this.work.run(async (tx, now) => {
      const claimed = await rows<Claimed>(tx, {
        name: 'claim',
        text: claimText,
        values: [lane, now, limit, owner, this.work.afterReal(leaseMs), route, inTime(now)],
      });
      await this.moves.say(
        tx,
        claimed.filter(({ was, state }) => was !== state),
      );
      return claimed;
    });
  }

  /**
   * Commits, before a byte is written, that the message is being written. False when it mustn't be any more: its time
   * is over, it was taken back, or the claim has passed to somebody else.
   */
  async mark(owner: string, claimed: Claimed, composed: Composed): Promise<boolean> {
    return await this.work.run(async (tx) => {
      const { id, attempt } = claimed;
      const [row] = await rows<Marked>(tx, {
        name: 'mark-lock',
        text: markLock,
        values: [id, owner, attempt],
      });
      if (row?.mine !== true) return false;
      // A receipt of an earlier copy has told the end meanwhile: nothing moves any more, the claim goes.
      if (row.cancelAt !== null || row.state !== 'sending')
        return await this.giveUp(tx, id, attempt, takenBack);
      // Whoever held the row may have held it long.
      const [now, expiresAt] = [this.work.now().getTime(), row.expiresAt.getTime()];
      if (isExpired({ now, expiresAt })) {
        const plan = afterItsTime(row.doubtful, expiresAt, 'too-late-to-write');
        return await this.giveUp(tx, id, attempt, plan);
      }
      await this.write(tx, claimed, composed);
      return true;
    });
  }

  /** Takes a claim back that was never marked: the message is due again. */
  async release(claimed: Claimed): Promise<void> {
    await this.work.run((tx) => this.unclaim(tx, claimed.id, claimed.attempt));
  }

  /** Nothing can be made of the message: a fault of ours, which no repetition heals. */
  async spoil(claimed: Claimed, reason: string): Promise<void> {
    await this.work.run(async (tx) => {
      await this.deleteClaim(tx, claimed.id, claimed.attempt);
      await this.moves.move(tx, [claimed.id], { state: 'technical-failure', reason });
    });
  }

  /** Makes the claim of a process that died due again. */
  async unclaim(tx: Tx, notification: string, attempt: number): Promise<void> {
    if (!(await this.deleteClaim(tx, notification, attempt))) return;
    await tx.update(NotificationRow, { id: notification, state: 'sending' }, { nextAt: this.work.now() });
    this.moves.wake(tx);
  }

  /** Keeps what this process has under way from being taken for lost. */
  async renew(owner: string, underWay: readonly string[]): Promise<void> {
    await this.work.run((tx) =>
      rows(tx, {
        name: 'claims-renew',
        text: `UPDATE attempt SET lease_until = $2 
          WHERE notification = ANY ($3::uuid[]) AND claimed_by = $1 AND state IN ('claimed', 'written')`,
        values: [owner, this.work.afterReal(leaseMs), underWay],
      }),
    );
  }

  private async deleteClaim(tx: Tx, notification: string, attempt: number): Promise<boolean> {
    const { affected } = await tx.delete(AttemptRow, { notification, number: attempt, state: 'claimed' });
    return affected === 1;
  }

  private async giveUp(tx: Tx, id: string, attempt: number, plan: Plan): Promise<false> {
    await this.deleteClaim(tx, id, attempt);
    await this.moves.move(tx, [id], stepOf(plan));
    return false;
  }

  private async write(tx: Tx, { id, attempt, route }: Claimed, composed: Composed): Promise<void> {
    const now = this.work.now();
    await rows(tx, {
      name: 'mark-attempt',
      text: markText,
      values: [
        id,
        attempt,
        now,
        this.work.afterReal(leaseMs),
        composed.encoding,
        composed.total,
        route,
        composed.phoneHash,
        composed.segments.map(({ number }) => number),
        composed.segments.map(({ userReference }) => userReference),
      ],
    });
  }
}
