import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** An event on its way to Kafka: the order of a key is that of the ids of its shard. */
@Entity('outbox')
export class OutboxRow {
  @PrimaryColumn('smallint')
  readonly shard!: number;
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: number;
  @Column('text')
  readonly topic!: string;
  @Column('text')
  readonly key!: string;
  @Column('json')
  readonly headers!: Readonly<Record<string, string>>;
  @Column('text')
  readonly payload!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  readonly createdAt!: Date;
}
