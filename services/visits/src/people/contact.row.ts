import type { ContactFlag, Language } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A visitor, without anything that says who it is. */
@Entity('contact')
@Index('contact_of_office', ['office'])
@Index('contact_with_iin', ['iinHash'], { where: 'iin_hash is not null' })
export class ContactRow {
  /** Chosen by who named it first. */
  @PrimaryColumn('uuid')
  readonly id!: string;
  /** Whose visitor it is; `*` is every facility's. */
  @Column('text')
  readonly office!: string;
  /** The booking system whose it is; null where staff named it. */
  @Column('text', { nullable: true })
  readonly owner!: string | null;
  @Column('text')
  readonly language!: Language;
  /** Keyed. */
  @Column('bytea', { nullable: true })
  readonly iinHash!: Buffer | null;
  /** Keyed: IIN, birth date and name together, the only thing by which two are one. */
  @Column('bytea', { nullable: true })
  readonly identityHash!: Buffer | null;
  @Column('text', { array: true })
  readonly flags!: ContactFlag[];
  @Column('integer')
  readonly version!: number;
  @Column('timestamptz')
  readonly changedAt!: Date;
  @Column('text')
  readonly changedBy!: string;
}

/** A word of a visitor's name, as a keyed hash: to be found by. */
@Entity('contact_word')
@Index('contact_word_in', ['word', 'contact'])
export class ContactWordRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => ContactRow)
  readonly contact!: string;
  @PrimaryColumn('bytea')
  readonly word!: Buffer;
}
