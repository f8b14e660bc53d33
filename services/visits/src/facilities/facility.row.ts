import type { FacilityRules } from '@kezek/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A facility as it is now: its rules are data. */
@Entity('facility')
export class FacilityRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @Column('integer')
  readonly version!: number;
  @Column('jsonb')
  readonly rules!: FacilityRules;
  @Column('timestamptz')
  readonly changedAt!: Date;
  /** The token's subject. */
  @Column('text')
  readonly changedBy!: string;
}
