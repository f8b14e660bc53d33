import type { PermissionState } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { DetaineeRow } from '../detainees/detainee.row';
import type { Permission } from './permission.rules';

/** The written permission of a body, as it is now. */
@Entity('permission')
@Unique('permission_body_number_key', ['body', 'number'])
@Index('permission_for', ['detainee'])
export class PermissionRow implements Permission {
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column('text')
  readonly body!: string;
  @Column('text')
  readonly number!: string;
  @Column('uuid')
  @ForeignKey(() => DetaineeRow)
  readonly detainee!: string;
  /** Contacts: everybody whom it names. */
  @Column('uuid', { array: true })
  readonly people!: string[];
  /** As it was written last: uses and days say what it is today. */
  @Column('text')
  readonly state!: PermissionState;
  @Column('integer')
  readonly uses!: number;
  @Column('integer')
  readonly usesLeft!: number;
  /** Days of the facility, both included. */
  @Column('date')
  readonly validFrom!: string;
  @Column('date')
  readonly validTo!: string;
  @Column('integer')
  readonly version!: number;
  @Column('timestamptz')
  readonly changedAt!: Date;
}

/** A visit that was booked by a permission, and whether it costs a use. */
@Entity('permission_use')
export class PermissionUseRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => PermissionRow)
  readonly permission!: string;
  /** Its reference. */
  @PrimaryColumn('text')
  readonly visit!: string;
  @Column('boolean')
  readonly held!: boolean;
}
