import type { Outcome, TicketState } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TicketRow } from './ticket.row';

/**
 * What a version of a ticket began with, by whom, how and why: it ends where the next one begins. Insert-only, and all
 * that history, statistics and audit read.
 */
@Entity('period')
@Index('period_of_day', ['office', 'businessDay', 'written'])
@Index('period_said', ['office', 'fromAt'])
export class PeriodRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => TicketRow)
  readonly ticket!: string;
  @PrimaryColumn('integer')
  readonly version!: number;
  @Column('text')
  readonly office!: string;
  @Column('date')
  readonly businessDay!: string;
  /** The ticket's then, of the series of that day: it may get another one. */
  @Column('text')
  readonly number!: string;
  @Column('integer')
  readonly step!: number;
  @Column('text')
  readonly service!: string;
  @Column('text')
  readonly state!: TicketState;
  @Column('timestamptz')
  readonly fromAt!: Date;
  @Column('text')
  readonly actor!: string;
  @Column('text')
  readonly action!: string;
  @Column('text', { nullable: true })
  readonly reason!: string | null;
  /** Of who waits: the one that alone may call. */
  @Column('text', { nullable: true })
  readonly counter!: string | null;
  @Column('text', { nullable: true })
  readonly outcome!: Outcome | null;
  @Column('timestamptz')
  readonly basisAt!: Date;
  @Column('timestamptz')
  readonly targetAt!: Date;
  /** The order in which periods were written, whatever their times say. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  readonly written!: number;
}
