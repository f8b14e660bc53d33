import type { Language } from '@kezek/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where a visitor is reached: encrypted, and erased when no question about it can come any more. */
@Entity('contact')
@Index('contact_to_erase', ['receivedAt'])
export class ContactRow {
  @PrimaryColumn('uuid')
  readonly ref!: string;
  @Column('bytea', { nullable: true })
  readonly phoneSealed!: Buffer | null;
  @Column('bytea', { nullable: true })
  readonly phoneHash!: Buffer | null;
  @Column('text', { nullable: true })
  readonly phoneMasked!: string | null;
  @Column('bytea', { nullable: true })
  readonly trackingTokenSealed!: Buffer | null;
  @Column('text')
  readonly language!: Language;
  /** One of the seven numbers that never leave the process. */
  @Column('boolean')
  readonly isTest!: boolean;
  /** Why nothing can be sent to it, when that is so. */
  @Column('text', { nullable: true })
  readonly fault!: string | null;
  @Column('timestamptz')
  readonly receivedAt!: Date;
  @Column('timestamptz', { nullable: true })
  readonly erasedAt!: Date | null;
}

/** How long a contact is needed: who comes back in three weeks is called then by the number of today. */
@Entity('contact_use')
@Index('contact_use_over', ['until'])
export class ContactUseRow {
  @PrimaryColumn('uuid')
  readonly contactRef!: string;
  /** The end of the day for which its ticket is booked, or until which it was sent away. */
  @Column('timestamptz')
  readonly until!: Date;
}
