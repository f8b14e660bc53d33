import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An event whose effect has taken place, or has been refused, at a consumer. */
@Entity('inbox')
@Index('inbox_received_at', ['receivedAt'], { type: 'brin' })
export class InboxRow {
  /** `<reader>.<topic>` */
  @PrimaryColumn('text')
  readonly consumer!: string;
  @PrimaryColumn('text')
  readonly eventId!: string;
  @Column('timestamptz', { default: () => 'now()' })
  readonly receivedAt!: Date;
}
