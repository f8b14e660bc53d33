import type { CustodyGap, DetaineeStatus, Whereabouts } from '@kezek/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Projection } from './custody.rules';

/** A detainee by all that the custody system has said: made anew from `custody_event` with each event. */
@Entity('detainee')
@Index('detainee_in_facility', ['facility'])
export class DetaineeRow implements Projection {
  /** Opaque, of the custody system. */
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column('text', { nullable: true })
  readonly facility!: string | null;
  @Column('text', { nullable: true })
  readonly unit!: string | null;
  @Column('text', { nullable: true })
  readonly status!: DetaineeStatus | null;
  @Column('boolean')
  readonly minor!: boolean;
  /** That conducts the case. */
  @Column('text', { nullable: true })
  readonly body!: string | null;
  @Column('text', { nullable: true })
  readonly whereabouts!: Whereabouts | null;
  @Column('timestamptz', { nullable: true })
  readonly since!: Date | null;
  @Column('text', { nullable: true })
  readonly destination!: string | null;
  @Column('timestamptz', { nullable: true })
  readonly expectedBackAt!: Date | null;
  @Column('timestamptz')
  readonly asOf!: Date;
  @Column('text', { array: true })
  readonly gaps!: CustodyGap[];
}
