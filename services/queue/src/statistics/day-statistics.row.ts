import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StoredCell } from './cells.rules';

/**
 * A day as it was known when it was sealed: counts and histograms of whole seconds, so that days can be added up and
 * still give exact percentiles. Insert-only.
 */
@Entity('day_statistics')
export class DayStatisticsRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @PrimaryColumn('date')
  readonly businessDay!: string;
  @Column('timestamptz')
  readonly sealedAt!: Date;
  /** The last period that the figures know of. */
  @Column('bigint')
  readonly lastWritten!: number;
  @Column('jsonb')
  readonly byService!: StoredCell[];
  @Column('jsonb')
  readonly byCounter!: StoredCell[];
  @Column('jsonb')
  readonly byOperator!: StoredCell[];
  @Column('jsonb')
  readonly byHour!: StoredCell[];
  @Column('text')
  readonly digest!: string;
}
