import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ContactRow } from './contact.row';

/**
 * The only place of what says who a visitor is: each field encrypted under a key of the record's own, which lies here
 * encrypted under the service's.
 */
@Entity('personal_data')
@Index('personal_data_under', ['keyId'])
export class PersonalDataRow {
  @PrimaryColumn('uuid')
  @ForeignKey(() => ContactRow)
  readonly contact!: string;
  /** Which secret encrypts the record's key; says nothing of it. */
  @Column('text')
  readonly keyId!: string;
  @Column('bytea')
  readonly wrappedKey!: Buffer;
  @Column('bytea')
  readonly name!: Buffer;
  @Column('bytea')
  readonly birthDate!: Buffer;
  @Column('bytea')
  readonly documentKind!: Buffer;
  @Column('bytea')
  readonly documentNumber!: Buffer;
  @Column('bytea', { nullable: true })
  readonly iin!: Buffer | null;
  /** E.164 */
  @Column('bytea', { nullable: true })
  readonly phone!: Buffer | null;
  /** Of defence counsel. */
  @Column('bytea', { nullable: true })
  readonly certificate!: Buffer | null;
}
