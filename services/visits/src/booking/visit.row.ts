import type {
  CancellationCode,
  ClientKind,
  CompletionCode,
  Language,
  PoolKind,
  VisitState,
} from '@kezek/contracts';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { PoolRow } from '../timetable/session.row';
import type { Who } from './visit.rules';

/** A visit from its booking to its end; `update: false` is written once. */
@Entity('visit')
@ForeignKey(() => PoolRow, ['session', 'pool'], ['session', 'kind'])
@Unique(['ref', 'startsAt', 'endsAt', 'live'])
@Index('visit_one_a_session', ['detainee', 'session'], { unique: true })
@Index('visit_undecided', ['startsAt'])
@Index('visit_of_session', ['session', 'pool'])
@Index('visit_of_facility', ['facility', 'startsAt', 'ref'])
@Index('visit_of_booker', ['system', 'booker', 'startsAt', 'ref'])
export class VisitRow {
  @PrimaryColumn('text')
  readonly ref!: string;
  @Column({ type: 'text', update: false })
  readonly facility!: string;
  @Column('uuid')
  readonly session!: string;
  @Column('text')
  readonly pool!: PoolKind;
  @Column('date')
  readonly date!: string;
  @Column('timestamptz')
  readonly startsAt!: Date;
  @Column('timestamptz')
  readonly endsAt!: Date;
  @Column({ type: 'text', update: false })
  readonly client!: ClientKind;
  @Column({ type: 'uuid', update: false })
  readonly detainee!: string;
  @Column({ type: 'uuid', nullable: true, update: false })
  readonly permission!: string | null;
  @Column({ type: 'integer', update: false })
  readonly persons!: number;
  @Column({ type: 'text', update: false })
  readonly language!: Language;
  /** Of the queue: for what its ticket is. */
  @Column({ type: 'text', update: false })
  readonly service!: string;
  /** The system that booked it, and its own reference of the person; null: staff. */
  @Column({ type: 'text', nullable: true, update: false })
  readonly system!: string | null;
  @Column({ type: 'text', nullable: true, update: false })
  readonly booker!: string | null;
  @Column({ type: 'text', update: false })
  readonly bookedBy!: string;
  @Column({ type: 'timestamptz', update: false })
  readonly bookedAt!: Date;
  @Column('text')
  readonly state!: VisitState;
  @Column('text', { nullable: true })
  readonly code!: CancellationCode | CompletionCode | null;
  /** Has its place. */
  @Column('boolean')
  readonly live!: boolean;
  @Column('integer', { default: 1 })
  readonly version!: number;
  /** Of the last change; never goes back, even when a clock does. */
  @Column('timestamptz')
  readonly changedAt!: Date;
}

/** A person of a visit's party. Times and life are those of the visit, and follow it. */
@Entity('visit_member')
@ForeignKey(() => VisitRow, ['visit', 'startsAt', 'endsAt', 'live'], ['ref', 'startsAt', 'endsAt', 'live'], {
  onUpdate: 'CASCADE',
})
export class VisitMemberRow {
  @PrimaryColumn('text')
  readonly visit!: string;
  @PrimaryColumn('uuid')
  readonly contact!: string;
  @Column('boolean')
  readonly lead!: boolean;
  @Column('timestamptz')
  readonly startsAt!: Date;
  @Column('timestamptz')
  readonly endsAt!: Date;
  @Column('boolean')
  readonly live!: boolean;
}

/** What was done to a visit, and how it was then. Insert-only. */
@Entity('visit_change')
export class VisitChangeRow {
  @PrimaryColumn('text')
  @ForeignKey(() => VisitRow)
  readonly visit!: string;
  @PrimaryColumn('integer')
  readonly version!: number;
  @Column('text')
  readonly action!: string;
  @Column('text')
  readonly state!: VisitState;
  @Column('timestamptz')
  readonly at!: Date;
  @Column('text')
  readonly by!: Who;
  /** The token's subject, or `system`. */
  @Column('text')
  readonly actor!: string;
  @Column('text', { nullable: true })
  readonly code!: string | null;
  @Column('text', { nullable: true })
  readonly reason!: string | null;
  @Column('uuid')
  readonly session!: string;
  @Column('timestamptz')
  readonly startsAt!: Date;
}

/** Which month's entitlement a visit uses, or gives back. Insert-only. */
@Entity('entitlement_entry')
@Index('entitlement_entry_of_month', ['detainee', 'month', 'id'])
export class EntitlementRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: number;
  @Column('uuid')
  readonly detainee!: string;
  /** `YYYY-MM` */
  @Column('text')
  readonly month!: string;
  @Column('text')
  @ForeignKey(() => VisitRow)
  readonly visit!: string;
  @Column('text')
  readonly kind!: 'use' | 'give-back';
  @Column('timestamptz')
  readonly at!: Date;
}
