import type { Office } from '@kezek/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Our own copy of what the texts say of an office. */
@Entity('office')
export class OfficeRow {
  @PrimaryColumn('text')
  readonly code!: string;
  @Column('integer')
  readonly version!: number;
  @Column('text')
  readonly kind!: Office['kind'];
  @Column('jsonb')
  readonly name!: Office['name'];
  @Column('jsonb')
  readonly address!: Office['address'];
}
