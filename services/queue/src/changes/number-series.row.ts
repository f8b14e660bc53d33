import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last number of a series that was given; locked until the commit, so that no number is left out. */
@Entity('number_series')
export class NumberSeriesRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @PrimaryColumn('text')
  readonly prefix!: string;
  @PrimaryColumn('date')
  readonly businessDay!: string;
  @Column('integer')
  readonly last!: number;
}
