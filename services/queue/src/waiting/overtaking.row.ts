import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who was passed over by whom, and why. Insert-only. */
@Entity('overtaking')
export class OvertakingRow {
  @PrimaryColumn('uuid')
  readonly ticket!: string;
  @PrimaryColumn('timestamptz')
  readonly at!: Date;
  @PrimaryColumn('uuid')
  readonly byTicket!: string;
  @Column('text')
  readonly office!: string;
  @Column('text')
  readonly counter!: string;
  @Column('text')
  readonly actor!: string;
  @Column('text')
  readonly reason!: string;
}

/** Who was overtaken as often as the office allows: called before everybody else but an emergency. */
@Entity('at_bound')
@Index('at_bound_in_office', ['office'])
export class AtBoundRow {
  @PrimaryColumn('uuid')
  readonly ticket!: string;
  @Column('text')
  readonly office!: string;
}
