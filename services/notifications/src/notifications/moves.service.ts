import { notificationChanged, type NotificationState } from '@kezek/contracts';
import { Clock, columnsOf, emit, rows, type Tx, wakeAfterCommit } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { isFinal, sourcesOf } from './notification.rules';
import { type MovedRow, NotificationRow } from './notification.row';

/** Where messages go; times that are left out become null: nothing more is to be done about them. */
export interface Step {
  readonly state: NotificationState;
  readonly reason?: string;
  readonly nextAt?: Date;
  readonly resolveAt?: Date;
}

/** A step as the rules decide it, in milliseconds since 1970. */
export interface Plan {
  readonly state: NotificationState;
  readonly reason?: string;
  readonly nextAt?: number;
  readonly resolveAt?: number;
}

export const stepOf = ({ nextAt, resolveAt, ...step }: Plan): Step => ({
  ...step,
  ...(nextAt !== undefined && { nextAt: new Date(nextAt) }),
  ...(resolveAt !== undefined && { resolveAt: new Date(resolveAt) }),
});

/** What wakes who sends and who follows up what was sent, in every process. */
export const messageWork = 'messages';

const columns = `${columnsOf(NotificationRow, 'new')}, old.state AS was`;

/** The only place where a message changes its state, and where the change is said: to the topic and to who works on messages. */
@Injectable()
export class Moves {
  constructor(private readonly clock: Clock) {}

  /** Says, when and if the transaction commits, that there is something to do about messages, now or at some time. */
  wake(tx: Tx): void {
    wakeAfterCommit(tx, messageWork);
  }

  /**
   * Moves those of the messages that may go there, in one statement, and says so; answers with them. A message that
   * is being sent may be told again that it is: only its times and reason change then.
   */
  async move(tx: Tx, ids: readonly string[], step: Step): Promise<readonly MovedRow[]> {
    const again = step.state === 'sending' ? ['sending'] : [];
    const moved = await rows<MovedRow>(tx, {
      name: 'notification-move',
      text: `UPDATE notification SET state = $2, status_reason = $3, next_at = $4, resolve_at = $5, changed_at = $6,
          version = version + (state <> $2)::int
        WHERE id = ANY ($1::uuid[]) AND state = ANY ($7)
        RETURNING ${columns}`,
      values: [
        ids,
        step.state,
        step.reason ?? null,
        step.nextAt ?? null,
        step.resolveAt ?? null,
        this.clock.now(),
        [...sourcesOf(step.state), ...again],
      ],
    });
    await this.say(
      tx,
      moved.filter((row) => row.was !== row.state),
    );
    if (moved.length > 0 && !isFinal(step.state)) this.wake(tx);
    return moved;
  }

  /** Says which state the messages have reached; the number appears masked, the text never. */
  async say(tx: Tx, changed: readonly NotificationRow[]): Promise<void> {
    if (changed.length === 0) return;
    await emit(tx, ...changed.map(changeOf));
  }
}

const changeOf = (row: NotificationRow) => ({
  definition: notificationChanged,
  subject: row.id,
  key: row.id,
  sequence: row.version,
  time: row.changedAt.toISOString(),
  data: {
    notification: row.id,
    state: row.state,
    ...(row.statusReason !== null && { statusReason: row.statusReason }),
    template: { key: row.templateKey, version: row.templateVersion },
    lane: row.lane,
    language: row.language,
    ...(row.segments !== null && { segments: row.segments }),
    ...(row.phoneMasked !== null && { phoneMasked: row.phoneMasked }),
    ...(row.reference !== null && { reference: row.reference }),
    version: row.version,
  },
});
