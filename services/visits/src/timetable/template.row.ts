import type { SessionTemplate } from '@kezek/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A session that comes again, as it is now. */
@Entity('session_template')
export class TemplateRow {
  @PrimaryColumn('text')
  readonly facility!: string;
  @PrimaryColumn('text')
  readonly code!: string;
  /** With the number of a day in its last 32 bits it is the id of each dated session. */
  @Column({ type: 'uuid', unique: true, update: false })
  readonly key!: string;
  @Column('integer')
  readonly version!: number;
  @Column('jsonb')
  readonly definition!: SessionTemplate;
  @Column('timestamptz')
  readonly changedAt!: Date;
  @Column('text')
  readonly changedBy!: string;
}
