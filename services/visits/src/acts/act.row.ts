import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What was done to a person's rights to visit, or to be visited: who did it and when. Insert-only. */
@Entity('act')
@Index('act_at', ['at'])
@Index('act_on_contact', ['contact'], { where: 'contact is not null' })
@Index('act_on_detainee', ['detainee'], { where: 'detainee is not null' })
export class ActRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: string;
  @Column('timestamptz')
  readonly at!: Date;
  /** The token's subject. */
  @Column('text')
  readonly actor!: string;
  /** Kebab-case, such as `ban-set`. */
  @Column('text')
  readonly action!: string;
  @Column('uuid', { nullable: true })
  readonly contact!: string | null;
  @Column('uuid', { nullable: true })
  readonly detainee!: string | null;
  /** Codes, dates and the basis; never a name, a document or a phone number. */
  @Column('jsonb', { nullable: true })
  readonly detail!: object | null;
}
