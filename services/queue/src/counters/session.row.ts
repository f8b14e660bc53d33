import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who holds a counter. That it is serving is told by its ticket alone. */
@Entity('counter_session')
@Index('counter_session_lease', ['leaseUntil'])
@Index('counter_session_operator', ['operator'])
export class SessionRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @PrimaryColumn('text')
  readonly counter!: string;
  @Column('text')
  readonly operator!: string;
  @Column('text')
  readonly state!: 'ready' | 'paused' | 'closed';
  @Column('text', { nullable: true })
  readonly reason!: string | null;
  /** Null: every service of the office, also those that are added later. */
  @Column('text', { array: true, nullable: true })
  readonly services!: string[] | null;
  @Column('text', { array: true, default: [] })
  readonly skills!: string[];
  @Column('timestamptz')
  readonly leaseUntil!: Date;
  @Column('integer', { default: 1 })
  readonly version!: number;
  @Column('timestamptz')
  readonly openedAt!: Date;
}
