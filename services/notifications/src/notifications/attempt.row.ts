import type { AttemptState } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { NotificationRow } from './notification.row';

/** An attempt to send a message; committed before a byte of it is written. */
@Entity('attempt')
@Index('attempt_lapsed', ['leaseUntil'])
export class AttemptRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => NotificationRow)
  readonly notification!: string;
  @PrimaryColumn('integer')
  readonly number!: number;
  @Column({ type: 'text', update: false })
  readonly provider!: string;
  @Column('text')
  readonly state!: AttemptState;
  /** What the provider said, where it refused. */
  @Column('text', { nullable: true })
  readonly status!: string | null;
  @Column({ type: 'text', update: false })
  readonly claimedBy!: string;
  /** Renewed by its owner while it is under way: an owner that died or froze lets it lapse. */
  @Column('timestamptz')
  readonly leaseUntil!: Date;
  @Column({ type: 'timestamptz', update: false })
  readonly claimedAt!: Date;
  @Column('timestamptz', { nullable: true })
  readonly markedAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly writtenAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly answeredAt!: Date | null;
}
