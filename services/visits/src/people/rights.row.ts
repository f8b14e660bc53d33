import type { RelationshipKind } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ContactRow } from './contact.row';

/** What a visitor is to a detainee. Of a detainee whom nobody knows it is kept all the same: no answer tells. */
@Entity('relationship')
@Index('relationship_to', ['detainee'])
export class RelationshipRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => ContactRow)
  readonly contact!: string;
  @PrimaryColumn('uuid')
  readonly detainee!: string;
  @Column('text')
  readonly kind!: RelationshipKind;
  @Column('boolean')
  readonly approved!: boolean;
  /** Days of the facility, both included. */
  @Column('date')
  readonly fromDay!: string;
  @Column('date', { nullable: true })
  readonly toDay!: string | null;
}

/** A visitor who may not see a detainee on the days named. */
@Entity('ban')
@Index('ban_from', ['detainee'])
export class BanRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => ContactRow)
  readonly contact!: string;
  @PrimaryColumn('uuid')
  readonly detainee!: string;
  @Column('date')
  readonly fromDay!: string;
  @Column('date', { nullable: true })
  readonly toDay!: string | null;
  @Column('text')
  readonly basis!: string;
}

/** By what a visitor is defence counsel; the certificate's number is personal data. */
@Entity('credentials')
export class CredentialsRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => ContactRow)
  readonly contact!: string;
  /** Its number, or `given`; null where there is none. */
  @Column('text', { nullable: true })
  readonly defenceNotice!: string | null;
  @Column('date')
  readonly expiresOn!: string;
}
