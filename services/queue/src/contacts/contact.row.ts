import type { Language } from '@kezek/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The only place of a phone number: encrypted, and erased when its ticket has been over for a day. */
@Entity('contact')
@Index('contact_ticket', ['ticket'])
@Index('contact_to_hand', ['createdAt'])
export class ContactRow {
  @PrimaryColumn('uuid')
  readonly ref!: string;
  @Column('uuid')
  readonly ticket!: string;
  @Column('bytea')
  readonly phone!: Buffer;
  @Column('text')
  readonly language!: Language;
  @Column('timestamptz')
  readonly createdAt!: Date;
  /** To the notifications service; null while its key is not known yet. */
  @Column('timestamptz', { nullable: true })
  readonly handedAt!: Date | null;
}
