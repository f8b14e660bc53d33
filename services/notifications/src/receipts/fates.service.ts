import { Clock, columnsOf, rows, type Tx } from '@kezek/platform';
import { type MessageState, normalizeMessageId } from '@kezek/smpp';
import { Injectable } from '@nestjs/common';
import { Moves } from '../notifications/moves.service';
import { NotificationRow } from '../notifications/notification.row';
import type { TemplateRow } from '../templates/template.row';
import { fateOf, foldFates, resolveAt, revisedFate } from './receipt.rules';
import { SegmentRow } from './segment.row';

/** A segment of a message. */
export type SegmentRef = Pick<SegmentRow, 'notification' | 'number'>;

/** What somebody at the provider says of a segment. */
export interface Word {
  readonly state: MessageState;
  /** Given when the word names it: resolves an outcome that was unknown. */
  readonly messageId?: string;
}

/** A message in our hands, with what its template says about an unknown outcome. */
export interface LockedMessage extends NotificationRow, Pick<TemplateRow, 'unknownOutcome'> {
  /** The outcome of an attempt is unknown. */
  readonly doubtful: boolean;
}

const lockText = `SELECT ${columnsOf(NotificationRow, 'n')}, t.unknown_outcome AS "unknownOutcome",
    EXISTS (SELECT FROM attempt a WHERE a.notification = n.id AND a.state = 'unknown') AS doubtful
  FROM notification n
  JOIN template t ON t.key = n.template_key AND t.version = n.template_version
  WHERE n.id = $1 FOR UPDATE OF n`;

const standing = ['number', 'state', 'fate'] as const;
const segmentsText = `SELECT ${columnsOf(SegmentRow, 's', standing)} FROM segment s
  WHERE s.notification = $1 ORDER BY s.number FOR UPDATE`;

type Standing = Pick<SegmentRow, (typeof standing)[number]>;

/** Brings home what became of segments, and of messages with them; the word comes by receipt or by query. */
@Injectable()
export class Fates {
  constructor(
    private readonly clock: Clock,
    private readonly moves: Moves,
  ) {}

  /** Messages are locked before their segments, everywhere. */
  async lock(tx: Tx, notification: string): Promise<LockedMessage | undefined> {
    const [row] = await rows<LockedMessage>(tx, {
      name: 'notification-lock',
      text: lockText,
      values: [notification],
    });
    return row;
  }

  async apply(tx: Tx, segment: SegmentRef, word: Word): Promise<void> {
    const message = await this.lock(tx, segment.notification);
    if (message === undefined) return;
    const before = await this.segments(tx, segment.notification);
    const one = before.find(({ number }) => number === segment.number);
    if (one === undefined) return;
    const fate = revisedFate(one.fate, fateOf(word.state));
    // A word about a segment whose response was lost is its response.
    const answered = one.state === 'unknown';
    await rows(tx, {
      name: 'segment-fate',
      text: `UPDATE segment SET fate = $3, fate_at = $4, state = CASE WHEN $5 THEN 'accepted' ELSE state END,
          message_id = coalesce(message_id, $6), message_key = coalesce(message_key, $7)
        WHERE notification = $1 AND number = $2`,
      values: [
        segment.notification,
        segment.number,
        fate,
        this.clock.now(),
        answered,
        answered ? (word.messageId ?? null) : null,
        answered && word.messageId !== undefined ? normalizeMessageId(word.messageId) : null,
      ],
    });
    const after = before.map((row): Standing =>
      row === one ? { ...row, fate, state: answered ? 'accepted' : row.state } : row,
    );
    await this.settle(tx, message, after);
  }

  /** Moves a message to where its segments have brought it. */
  async settle(tx: Tx, message: NotificationRow, segments: readonly Standing[]): Promise<void> {
    const fold = foldFates(segments.map(({ fate }) => fate));
    if (fold !== undefined) {
      await this.moves.move(tx, [message.id], fold);
      return;
    }
    const through = segments.every(({ state }) => state === 'accepted');
    const asked = resolveAt('pending', message.expiresAt.getTime());
    if (message.state !== 'sending' || !through || asked === undefined) return;
    await this.moves.move(tx, [message.id], { state: 'pending', resolveAt: new Date(asked) });
  }

  async segments(tx: Tx, notification: string): Promise<readonly Standing[]> {
    return await rows<Standing>(tx, { name: 'segments-of', text: segmentsText, values: [notification] });
  }
}
