import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { NotificationRow } from '../notifications/notification.row';
import type { SegmentFate } from './receipt.rules';

/** Where a segment stands at the provider; `waiting`: to be written again. */
export type SegmentState = 'written' | 'accepted' | 'rejected' | 'throttled' | 'unknown' | 'waiting';

/** A part of a message that is one SMS. */
@Entity('segment')
@Index('segment_of_message', ['provider', 'messageKey', 'markedAt'])
@Index('segment_unknown', ['provider', 'phoneHash'])
@Index('segment_to_erase', ['markedAt'])
export class SegmentRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => NotificationRow)
  readonly notification!: string;
  @PrimaryColumn('integer')
  readonly number!: number;
  @Column('text')
  readonly provider!: string;
  @Column('text')
  readonly state!: SegmentState;
  @Column('text', { default: 'on-its-way' })
  readonly fate!: SegmentFate;
  @Column('text', { nullable: true })
  readonly messageId!: string | null;
  /** As compared with receipts: lower case, no leading zeros. */
  @Column('text', { nullable: true })
  readonly messageKey!: string | null;
  /** `user_message_reference` of the submit_sm: leads a receipt to a segment whose response was lost. */
  @Column({ type: 'integer', update: false })
  readonly userReference!: number;
  @Column('bytea', { nullable: true })
  readonly phoneHash!: Buffer | null;
  @Column('timestamptz')
  readonly markedAt!: Date;
  @Column('timestamptz', { nullable: true })
  readonly answeredAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly fateAt!: Date | null;
}
