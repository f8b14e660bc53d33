import type { RestrictionKind } from '@kezek/contracts';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { DetaineeRow } from './detainee.row';

/** What closes or forbids a detainee's visits, as it was said last. */
@Entity('restriction')
export class RestrictionRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => DetaineeRow)
  readonly detainee!: string;
  /** Who set it: the custody system, or the facility. */
  @PrimaryColumn('text')
  readonly source!: 'custody' | 'facility';
  @PrimaryColumn('text')
  readonly code!: string;
  @Column('text')
  readonly kind!: RestrictionKind;
  /** Days of the facility, both included. */
  @Column('date')
  readonly fromDay!: string;
  @Column('date', { nullable: true })
  readonly toDay!: string | null;
  @Column('text')
  readonly basis!: string;
  @Column('boolean')
  readonly lifted!: boolean;
  @Column('timestamptz')
  readonly at!: Date;
}
