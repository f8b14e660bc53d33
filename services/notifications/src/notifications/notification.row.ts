import type { Language, Lane, NotificationState } from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { TemplateRow } from '../templates/template.row';
import type { Arguments } from '../templates/template.rules';

/** Which event asks for a message, to be found again in the topics. */
export interface Cause {
  readonly event: string;
  readonly type: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly traceparent?: string;
}

/** A message: one for each cause and template. */
@Entity('notification')
@Unique(['causeEvent', 'templateKey'])
@ForeignKey(() => TemplateRow, ['templateKey', 'templateVersion'], ['key', 'version'])
@Index('notification_due', ['route', 'lane', 'nextAt'])
@Index('notification_of_contact', ['contactRef'])
@Index('notification_to_expire', ['expiresAt'])
@Index('notification_to_cancel', ['cancelAt'])
@Index('notification_to_resolve', ['resolveAt'])
@Index('notification_by_reference', ['reference', 'id'])
@Index('notification_to_erase', ['createdAt'])
export class NotificationRow {
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column({ type: 'text', update: false })
  readonly templateKey!: string;
  @Column({ type: 'integer', update: false })
  readonly templateVersion!: number;
  @Column({ type: 'text', update: false })
  readonly language!: Language;
  @Column({ type: 'text', update: false })
  readonly lane!: Lane;
  @Column({ type: 'text', nullable: true, update: false })
  readonly office!: string | null;
  @Column({ type: 'text', nullable: true, update: false })
  readonly reference!: string | null;
  @Column({ type: 'uuid', update: false })
  readonly contactRef!: string;
  @Column('jsonb', { nullable: true })
  readonly arguments!: Arguments | null;
  @Column('text')
  readonly state!: NotificationState;
  @Column('text', { nullable: true })
  readonly statusReason!: string | null;
  @Column('integer', { default: 1 })
  readonly version!: number;
  /** When the sender is to take it up; null while nothing is to be done: no contact yet, under way, or over. */
  @Column('timestamptz', { nullable: true })
  readonly nextAt!: Date | null;
  /** The account to send through, once the number is known. */
  @Column('text', { nullable: true })
  readonly route!: string | null;
  @Column('timestamptz', { nullable: true })
  readonly cancelAt!: Date | null;
  /** When its fate is asked for, because no receipt has told it. */
  @Column('timestamptz', { nullable: true })
  readonly resolveAt!: Date | null;
  @Column('text', { nullable: true })
  readonly encoding!: 'gsm7' | 'ucs2' | null;
  @Column('integer', { nullable: true })
  readonly segments!: number | null;
  @Column('text', { nullable: true })
  readonly phoneMasked!: string | null;
  /** Of a message of several segments: the same in all of them, also when some are sent again. */
  @Column({ type: 'integer', update: false })
  readonly concatenation!: number;
  @Column({ type: 'text', update: false })
  readonly causeEvent!: string;
  @Column({ type: 'jsonb', update: false })
  readonly cause!: Cause;
  @Column({ type: 'timestamptz', update: false })
  readonly createdAt!: Date;
  @Column('timestamptz')
  readonly changedAt!: Date;
  @Column({ type: 'timestamptz', nullable: true, update: false })
  readonly notBefore!: Date | null;
  @Column({ type: 'timestamptz', update: false })
  readonly expiresAt!: Date;
}

/** A row together with the state that it had before the statement. */
export interface MovedRow extends NotificationRow {
  readonly was: NotificationState | null;
}
