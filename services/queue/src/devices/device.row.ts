import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** When a device was heard last. */
@Entity('device_contact')
export class DeviceContactRow {
  @PrimaryColumn('text')
  readonly device!: string;
  @Column('timestamptz')
  readonly at!: Date;
}

/** Of one device. */
export type Silence = Pick<DeviceSilenceRow, 'since' | 'until'>;

/** A time in which nothing was heard of a device; kept for a day. */
@Entity('device_silence')
@Index('device_silence_old', ['until'])
export class DeviceSilenceRow {
  @PrimaryColumn('text')
  readonly device!: string;
  @Column('timestamptz')
  readonly since!: Date;
  @PrimaryColumn('timestamptz')
  readonly until!: Date;
}
