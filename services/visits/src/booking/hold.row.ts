import type { ClientKind, HoldState, PoolKind } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PoolRow } from '../timetable/session.row';

/** A place that is kept for somebody for some minutes; `update: false` is written once. */
@Entity('hold')
@ForeignKey(() => PoolRow, ['session', 'pool'], ['session', 'kind'])
@Index('hold_one_a_booker', ['system', 'booker'], { unique: true })
@Index('hold_of_pool', ['session', 'pool'])
export class HoldRow {
  @PrimaryColumn('text')
  readonly ref!: string;
  @Column({ type: 'text', update: false })
  readonly facility!: string;
  @Column('uuid')
  readonly session!: string;
  @Column('text')
  readonly pool!: PoolKind;
  @Column({ type: 'text', update: false })
  readonly client!: ClientKind;
  @Column({ type: 'uuid', update: false })
  readonly detainee!: string;
  /** Contacts; the first one leads. */
  @Column('uuid', { array: true })
  readonly members!: readonly string[];
  @Column('uuid', { nullable: true })
  readonly permission!: string | null;
  /** The system that asked, and its own reference of the person; null: staff. */
  @Column({ type: 'text', nullable: true, update: false })
  readonly system!: string | null;
  @Column({ type: 'text', nullable: true, update: false })
  readonly booker!: string | null;
  /** The token's subject. */
  @Column({ type: 'text', update: false })
  readonly heldBy!: string;
  @Column('text')
  readonly state!: HoldState;
  @Column('integer', { default: 1 })
  readonly version!: number;
  @Column({ type: 'timestamptz', update: false })
  readonly createdAt!: Date;
  @Column('timestamptz')
  readonly expiresAt!: Date;
  /** What it has become. */
  @Column('text', { nullable: true })
  readonly visit!: string | null;
}
