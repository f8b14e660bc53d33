import type { NumberBlockConflict, NumberBlockFlag, OfflineTicket } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { TicketRow } from '../tickets/ticket.row';
import { BlockRow } from './block.row';

/** A number of a block that is a ticket. Insert-only, as all of these. */
@Entity('number_block_ticket')
export class BlockTicketRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => BlockRow)
  readonly block!: string;
  @PrimaryColumn('text')
  readonly prefix!: string;
  @PrimaryColumn('integer')
  readonly serial!: number;
  @Column('uuid', { unique: true })
  @ForeignKey(() => TicketRow)
  readonly ticket!: string;
  /** Of all that the kiosk said; the phone goes in as a keyed hash. */
  @Column('text')
  readonly fingerprint!: string;
  @Column('text', { array: true })
  readonly flags!: readonly NumberBlockFlag[];
  /** The silence of the device that bears out the time. */
  @Column('timestamptz', { nullable: true })
  readonly silentSince!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly silentUntil!: Date | null;
}

/** What a kiosk said and could not be taken over, but for the phone and the visitor's secret. */
@Entity('number_block_conflict')
export class BlockConflictRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => BlockRow)
  readonly block!: string;
  @PrimaryColumn('text')
  readonly number!: string;
  @PrimaryColumn('text')
  readonly fingerprint!: string;
  @PrimaryColumn('text')
  readonly reason!: NumberBlockConflict;
  @Column('jsonb')
  readonly said!: Omit<OfflineTicket, 'number' | 'phone' | 'trackingToken'>;
  @Column('timestamptz')
  readonly issuedAt!: Date;
  @Column('timestamptz')
  readonly syncedAt!: Date;
}

/** A sync that said something new. */
@Entity('number_block_sync')
@Index('number_block_sync_of_block', ['block', 'at'])
export class BlockSyncRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: number;
  @Column('uuid')
  @ForeignKey(() => BlockRow)
  readonly block!: string;
  @Column('timestamptz')
  readonly at!: Date;
  @Column('integer')
  readonly issued!: number;
  @Column('integer')
  readonly conflicts!: number;
  @Column('timestamptz', { nullable: true })
  readonly offlineFrom!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly offlineTo!: Date | null;
}

/** Numbers that were never given out, as they were written off. */
@Entity('number_block_unused')
export class BlockUnusedRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => BlockRow)
  readonly block!: string;
  @PrimaryColumn('text')
  readonly prefix!: string;
  @PrimaryColumn('integer')
  readonly first!: number;
  @Column('integer')
  readonly last!: number;
}
