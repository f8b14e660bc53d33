import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** `contract`: breaks it; `failure`: its handler failed too often; `behind`: waits for an earlier event of its key. */
export type ParkReason = 'contract' | 'failure' | 'behind';

/** A record as it came: also one that isn't UTF-8. */
abstract class ParkedRecord {
  @Column('text')
  readonly consumer!: string;
  @Column('text')
  readonly topic!: string;
  @Column('integer')
  readonly partition!: number;
  @Column('bigint')
  readonly offset!: number;
  /** Under which it queues. */
  @Column('text')
  readonly key!: string;
  @Column('jsonb')
  readonly headers!: Readonly<Record<string, string>>;
  @Column('bytea', { nullable: true })
  readonly value!: Buffer | null;
  @Column('text', { nullable: true })
  readonly error!: string | null;
}

/** An event that waits for a repetition or for a person, and those of its key behind it. */
@Entity('parked_event')
@Unique(['consumer', 'topic', 'partition', 'offset'])
@Index('parked_event_of_key', ['consumer', 'topic', 'key', 'id'])
export class ParkedEventRow extends ParkedRecord {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: number;
  @Column('text')
  readonly reason!: ParkReason;
  /** Failed deliveries. */
  @Column('integer', { default: 0 })
  readonly errorCount!: number;
  @Column('timestamptz', { default: () => 'now()' })
  readonly parkedAt!: Date;
  @Column('timestamptz', { nullable: true })
  readonly retryAt!: Date | null;
}

/** An event that a person has given up for good: insert-only. */
@Entity('parked_event_skipped')
export class ParkedEventSkippedRow extends ParkedRecord {
  @PrimaryColumn('bigint')
  readonly id!: number;
  @Column('text')
  readonly skipReason!: string;
  @Column('text', { default: () => 'CURRENT_USER' })
  readonly skippedBy!: string;
  @Column('timestamptz', { default: () => 'now()' })
  readonly skippedAt!: Date;
}
