import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a client was answered under a key. */
@Entity('idempotency')
@Index('idempotency_created_at', ['createdAt'], { type: 'brin' })
export class IdempotencyRow {
  @PrimaryColumn('text')
  readonly client!: string;
  @PrimaryColumn('text')
  readonly key!: string;
  @Column('text')
  readonly fingerprint!: string;
  @Column('smallint')
  readonly status!: number;
  @Column('jsonb', { nullable: true })
  readonly response!: unknown;
  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt!: Date;
}
