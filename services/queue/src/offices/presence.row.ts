import type { Resource } from '@kezek/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether somebody whom services need beside the operator is there, and since when. */
@Entity('resource_presence')
export class PresenceRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @PrimaryColumn('text')
  readonly resource!: Resource;
  @Column('boolean')
  readonly present!: boolean;
  @Column('timestamptz')
  readonly since!: Date;
  @Column('text')
  readonly actor!: string;
}
