import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A day on which nothing takes place. */
@Entity('excluded_date')
export class ExcludedDateRow {
  @PrimaryColumn('text')
  readonly facility!: string;
  @PrimaryColumn('date')
  readonly date!: string;
  /** Empty: of the whole facility. */
  @PrimaryColumn({ type: 'text', default: '' })
  readonly template!: string;
  @Column('text')
  readonly reason!: string;
  @Column('timestamptz')
  readonly at!: Date;
  @Column('text')
  readonly actor!: string;
}
