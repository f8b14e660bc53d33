import type { OfficeDefinition } from '@kezek/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An office as it is now: its definition is data. */
@Entity('office')
export class OfficeRow {
  @PrimaryColumn('text')
  readonly code!: string;
  @Column('integer')
  readonly version!: number;
  @Column('jsonb')
  readonly definition!: OfficeDefinition;
  @Column('timestamptz')
  readonly changedAt!: Date;
  @Column('text')
  readonly changedBy!: string;
}
