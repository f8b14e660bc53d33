import { rows, type Tx, Work } from '@kezek/platform';
import { normalizeMessageId } from '@kezek/smpp';
import { Injectable } from '@nestjs/common';
import { Moves, stepOf } from '../notifications/moves.service';
import { Fates, type LockedMessage } from '../receipts/fates.service';
import { resolveAt } from '../receipts/receipt.rules';
import { Receipts } from '../receipts/receipts.service';
import type { SegmentState } from '../receipts/segment.row';
import type { SegmentOutcome } from '../providers/outcome.rules';
import { afterAttempt, judgeAttempt, type Verdict } from './attempt.rules';

export interface AttemptRef {
  readonly notification: string;
  readonly attempt: number;
  readonly provider: string;
}

export interface SegmentResult {
  readonly number: number;
  readonly outcome: SegmentOutcome;
}

const stateOf: Readonly<Record<SegmentOutcome['kind'], SegmentState>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  throttled: 'throttled',
  unknown: 'unknown',
  'not-written': 'waiting',
  expired: 'waiting',
};

/** Writes down what an attempt came to, and what the message does next. */
@Injectable()
export class Outcomes {
  constructor(
    private readonly work: Work,
    private readonly moves: Moves,
    private readonly fates: Fates,
    private readonly receipts: Receipts,
  ) {}

  async record(ref: AttemptRef, results: readonly SegmentResult[], writtenAt?: Date): Promise<void> {
    await this.work.run((tx) => this.recordIn(tx, ref, results, writtenAt));
  }

  /** The same within a transaction: for attempts whose sender is lost. */
  async recordIn(
    tx: Tx,
    ref: AttemptRef,
    results: readonly SegmentResult[],
    writtenAt?: Date,
  ): Promise<void> {
    const message = await this.fates.lock(tx, ref.notification);
    if (message === undefined) return;
    const verdict = judgeAttempt(results.map(({ outcome }) => outcome));
    await this.answerSegments(tx, ref, results);
    const newest = await this.answerAttempt(tx, ref, verdict, writtenAt);
    if (newest) await this.goOn(tx, message, verdict, ref.attempt);
    await this.matchEarly(tx, ref, results);
    this.moves.wake(tx);
  }

  /** The response to a segment that had been given up as unknown. */
  async recordLate(notification: string, segment: number, outcome: SegmentOutcome): Promise<void> {
    await this.work.run(async (tx) => {
      const message = await this.fates.lock(tx, notification);
      const [open] = await rows<{ attempt: number; provider: string }>(tx, {
        text: `SELECT max(a.number) AS attempt, s.provider FROM attempt a JOIN segment s ON s.notification = a.notification
          WHERE s.notification = $1 AND s.number = $2 AND s.state = 'unknown'
          GROUP BY s.provider HAVING bool_and(a.state NOT IN ('claimed', 'written'))`,
        values: [notification, segment],
      });
      if (message?.state !== 'sending' || open === undefined) return;
      const ref = { notification, ...open };
      await this.answerSegments(tx, ref, [{ number: segment, outcome }]);
      if (outcome.kind !== 'accepted') await this.goOn(tx, message, judgeAttempt([outcome]), open.attempt);
      else await this.fates.settle(tx, message, await this.fates.segments(tx, notification));
      await this.matchEarly(tx, ref, [{ number: segment, outcome }]);
      this.moves.wake(tx);
    });
  }

  private async goOn(tx: Tx, message: LockedMessage, verdict: Verdict, attempts: number): Promise<void> {
    const next = afterAttempt({
      verdict,
      attempts,
      policy: message.unknownOutcome,
      doubtful: message.doubtful,
      receipts: true,
      now: this.work.now().getTime(),
      expiresAt: message.expiresAt.getTime(),
      random: Math.random(),
    });
    if (next.nextAt !== undefined && message.cancelAt !== null) {
      await this.moves.move(tx, [message.id], { state: 'cancelled', reason: 'taken-back' });
      return;
    }
    const asked = next.nextAt === undefined ? resolveAt(next.state, message.expiresAt.getTime()) : undefined;
    await this.moves.move(
      tx,
      [message.id],
      stepOf({ ...next, ...(asked !== undefined && { resolveAt: asked }) }),
    );
  }

  /** Whether it is the newest attempt: an older one doesn't decide any more. */
  private async answerAttempt(tx: Tx, ref: AttemptRef, verdict: Verdict, writtenAt?: Date): Promise<boolean> {
    const now = this.work.now();
    const unwritten = verdict.attempt === 'not-written';
    const [attempt] = await rows<{ newest: boolean }>(tx, {
      name: unwritten ? 'attempt-unwritten' : 'attempt-answered',
      text: `${
        unwritten
          ? 'DELETE FROM attempt a WHERE a.notification = $1 AND a.number = $2'
          : `UPDATE attempt a SET state = $3, status = $4, answered_at = $5, written_at = coalesce(written_at, $6)
             WHERE a.notification = $1 AND a.number = $2`
      } AND a.state IN ('written', 'unknown') RETURNING a.number = (
          SELECT max(number) FROM attempt WHERE notification = $1) AS newest`,
      values: unwritten
        ? [ref.notification, ref.attempt]
        : [ref.notification, ref.attempt, verdict.attempt, verdict.status ?? null, now, writtenAt ?? null],
    });
    return attempt?.newest === true;
  }

  private async answerSegments(tx: Tx, ref: AttemptRef, results: readonly SegmentResult[]): Promise<void> {
    const ids = results.map(({ outcome }) => (outcome.kind === 'accepted' ? outcome.messageId : null));
    await rows(tx, {
      name: 'segments-answered',
      text: `UPDATE segment s SET state = r.state, answered_at = $2,
          message_id = coalesce(r.message_id, s.message_id), message_key = coalesce(r.message_key, s.message_key)
        FROM unnest($3::int[], $4::text[], $5::text[], $6::text[]) AS r (number, state, message_id, message_key)
        WHERE s.notification = $1 AND s.number = r.number AND s.state <> 'accepted'`,
      values: [
        ref.notification,
        this.work.now(),
        results.map(({ number }) => number),
        results.map(({ outcome }) => stateOf[outcome.kind]),
        ids,
        ids.map((id) => (id === null ? null : normalizeMessageId(id))),
      ],
    });
  }

  private async matchEarly(tx: Tx, ref: AttemptRef, results: readonly SegmentResult[]): Promise<void> {
    for (const { number, outcome } of results) {
      if (outcome.kind !== 'accepted') continue;
      const segment = { notification: ref.notification, number };
      await this.receipts.matchEarly(tx, ref.provider, segment, normalizeMessageId(outcome.messageId));
    }
  }
}
