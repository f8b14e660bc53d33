import type { MessageState } from '@kezek/smpp';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A receipt as it came, kept also when nothing is known of its message yet. */
@Entity('receipt')
@Index('receipt_unmatched', ['notations'], { type: 'gin' })
@Index('receipt_unmatched_in_order', ['receivedAt'])
@Index('receipt_received', ['receivedAt'], { type: 'brin' })
export class ReceiptRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: number;
  @Column({ type: 'text', update: false })
  readonly provider!: string;
  @Column({ type: 'text', update: false })
  readonly messageId!: string;
  /** The ways in which its id may have been written before: as it came, in hex, in decimal, without zeros. */
  @Column({ type: 'text', array: true, update: false })
  readonly notations!: readonly string[];
  @Column({ type: 'text', update: false })
  readonly state!: MessageState;
  @Column({ type: 'text', nullable: true, update: false })
  readonly errorCode!: string | null;
  @Column({ type: 'integer', nullable: true, update: false })
  readonly userReference!: number | null;
  @Column({ type: 'bytea', nullable: true, update: false })
  readonly phoneHash!: Buffer | null;
  @Column({ type: 'timestamptz', nullable: true, update: false })
  readonly doneAt!: Date | null;
  @Column({ type: 'timestamptz', update: false })
  readonly receivedAt!: Date;
  @Column('uuid', { nullable: true })
  readonly notification!: string | null;
  @Column('integer', { nullable: true })
  readonly segment!: number | null;
  @Column('timestamptz', { nullable: true })
  readonly matchedAt!: Date | null;
}
