import type { ReviewFlagReason } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { VisitRow } from './visit.row';

/** What changed after a booking and needs a look. */
@Entity('review_flag')
@Index('review_flag_open', ['visit', 'code'], { unique: true })
export class ReviewFlagRow {
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column('text')
  @ForeignKey(() => VisitRow)
  readonly visit!: string;
  @Column('text')
  readonly code!: ReviewFlagReason;
  @Column('timestamptz')
  readonly at!: Date;
  @Column('timestamptz', { nullable: true })
  readonly resolvedAt!: Date | null;
  /** The token's subject; null: the cause has gone. */
  @Column('text', { nullable: true })
  readonly resolvedBy!: string | null;
  @Column('text', { nullable: true })
  readonly reason!: string | null;
}
