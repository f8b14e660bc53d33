import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What was done to an office rather than to one ticket: who did it, when, and why. Insert-only. */
@Entity('office_audit')
@Index('office_audit_at', ['office', 'at'])
export class OfficeAuditRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: number;
  @Column('text')
  readonly office!: string;
  @Column('timestamptz')
  readonly at!: Date;
  /** The token's subject, or `system`. */
  @Column('text')
  readonly actor!: string;
  /** Kebab-case, such as `office-changed`, `session-opened`. */
  @Column('text')
  readonly action!: string;
  @Column('text', { nullable: true })
  readonly counter!: string | null;
  @Column('text', { nullable: true })
  readonly reason!: string | null;
  /** Codes and figures; never a name, a document or a phone number. */
  @Column('jsonb', { nullable: true })
  readonly detail!: object | null;
}
