import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Who saw personal data in clear, when and why. Insert-only. */
@Entity('disclosure')
@Index('disclosure_of', ['contact', 'at'])
export class DisclosureRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: string;
  @Column('uuid')
  readonly contact!: string;
  @Column('timestamptz')
  readonly at!: Date;
  /** The token's subject. */
  @Column('text')
  readonly actor!: string;
  @Column('text')
  readonly purpose!: string;
}
