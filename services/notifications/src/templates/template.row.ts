import type { Template } from '@kezek/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Arguments } from './template.rules';

/** A published version: insert-only by grant. */
@Entity('template')
export class TemplateRow implements Template {
  @PrimaryColumn('text')
  readonly key!: string;
  @PrimaryColumn('integer')
  readonly version!: number;
  @Column('text')
  readonly category!: Template['category'];
  @Column('text')
  readonly lane!: Template['lane'];
  @Column('text')
  readonly validity!: string;
  @Column('text')
  readonly unknownOutcome!: Template['unknownOutcome'];
  @Column('jsonb')
  readonly bodies!: Template['bodies'];
  @Column('jsonb')
  readonly segmentsAtMost!: Template['segmentsAtMost'];
  @Column('boolean')
  readonly namesCustody!: boolean;
  /** The longest arguments bound what is sent by it. */
  @Column('jsonb')
  readonly longest!: Arguments;
  @Column('timestamptz')
  readonly publishedAt!: Date;
}
