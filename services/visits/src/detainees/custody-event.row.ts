import type { CustodyData, CustodyWord } from '@kezek/contracts';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { DetaineeRow } from './detainee.row';

/** Everything that the custody system has said of a detainee, as it came. Insert-only. */
@Entity('custody_event')
export class CustodyEventRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => DetaineeRow)
  readonly detainee!: string;
  @PrimaryColumn('text')
  readonly event!: string;
  @Column('text')
  readonly word!: CustodyWord;
  @Column('timestamptz')
  readonly at!: Date;
  @Column('bigint')
  readonly sequence!: string;
  @Column('jsonb')
  readonly data!: CustodyData;
  @Column('timestamptz')
  readonly toldAt!: Date;
}
