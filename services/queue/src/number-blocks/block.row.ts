import type { NumberBlockRange } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique, VirtualColumn } from 'typeorm';

/** Numbers that a kiosk may give out while its line is cut. What syncs of a block wait for is this row. */
@Entity('number_block')
@Index('number_block_of_day', ['office', 'businessDay', 'issuedAt', 'id'])
@Index('number_block_open', ['expiresAt'])
@Index('number_block_unsettled', ['office', 'businessDay'])
export class BlockRow {
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column({ type: 'text', update: false })
  readonly office!: string;
  @Column({ type: 'date', update: false })
  readonly businessDay!: string;
  @Column({ type: 'text', update: false })
  readonly device!: string;
  @Column({ type: 'timestamptz', update: false })
  readonly issuedAt!: Date;
  @Column({ type: 'timestamptz', update: false })
  readonly expiresAt!: Date;
  /** From then on nothing is added. */
  @Column('timestamptz', { nullable: true })
  readonly settledAt!: Date | null;
  @Column('text', { nullable: true })
  readonly settledBy!: string | null;
  @VirtualColumn('json', {
    query: (block) => `SELECT json_agg(json_build_object(
        'prefix', r.prefix, 'from', r.first, 'to', r.last, 'services', r.services) ORDER BY r.prefix, r.first)
      FROM number_block_range r WHERE r.block = ${block}.id`,
  })
  readonly ranges!: readonly NumberBlockRange[];
}

/**
 * Consecutive numbers of one series in a block: cut from it under the lock of its row, so that they never overlap.
 * Insert-only.
 */
@Entity('number_block_range')
@Unique(['office', 'businessDay', 'prefix', 'first'])
@Unique(['office', 'businessDay', 'prefix', 'last'])
export class BlockRangeRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => BlockRow)
  readonly block!: string;
  @PrimaryColumn('text')
  readonly prefix!: string;
  @Column('text')
  readonly office!: string;
  @Column('date')
  readonly businessDay!: string;
  @PrimaryColumn('integer')
  readonly first!: number;
  @Column('integer')
  readonly last!: number;
  @Column('text', { array: true })
  readonly services!: readonly string[];
}
