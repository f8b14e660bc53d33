import type { ReviewFlagReason } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { VisitRow } from './visit.row';

/** What changed after a booking and needs a look. */
@Entity('review_flag')
@Index('review_flag_one_a_cause', ['visit', 'code'], { unique: true })
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
  /** When its cause went. */
  @Column('timestamptz', { nullable: true })
  readonly goneAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly resolvedAt!: Date | null;
  /** Who dismissed it: the token's subject. */
  @Column('text', { nullable: true })
  readonly resolvedBy!: string | null;
  @Column('text', { nullable: true })
  readonly reason!: string | null;
}
