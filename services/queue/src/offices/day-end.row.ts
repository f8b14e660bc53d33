import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An office that ended its day before its hours did. */
@Entity('office_day_end')
export class DayEndRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @PrimaryColumn('date')
  readonly businessDay!: string;
  @Column('timestamptz')
  readonly at!: Date;
  @Column('text')
  readonly actor!: string;
  @Column('text')
  readonly reason!: string;
}
