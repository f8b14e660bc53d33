import type { PoolKind, SessionTemplate } from '@kezek/contracts';
import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A dated session, from when somebody first held a place in it, or it was changed. */
@Entity('session')
@Unique(['facility', 'template', 'date'])
export class SessionRow {
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column('text')
  readonly facility!: string;
  @Column('text')
  readonly template!: string;
  @Column('date')
  readonly date!: string;
  @Column('timestamptz')
  readonly startsAt!: Date;
  @Column('timestamptz')
  readonly endsAt!: Date;
  @Column('text')
  readonly room!: string;
  @Column('text')
  readonly kind!: SessionTemplate['kind'];
  /** Its day is excluded, or its template no longer takes place on it. */
  @Column('boolean', { default: false })
  readonly excluded!: boolean;
  /** Grows with each event of the session. */
  @Column('integer', { default: 1 })
  readonly version!: number;
}

/** Places of one kind in a session; the database knows how many are taken, and lets nobody have one more. */
@Entity('pool')
export class PoolRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => SessionRow)
  readonly session!: string;
  @PrimaryColumn('text')
  readonly kind!: PoolKind;
  @Column('integer')
  readonly parties!: number;
  @Column('integer')
  readonly persons!: number;
  /** Live visits, and holds whose place nobody has had back. */
  @Column('integer', { default: 0 })
  readonly partiesTaken!: number;
  @Column('integer', { default: 0 })
  readonly personsTaken!: number;
  /** By how much more is taken than there is, since the capacity was lowered. */
  @Column('integer', { default: 0 })
  readonly partiesOver!: number;
  @Column('integer', { default: 0 })
  readonly personsOver!: number;
}
