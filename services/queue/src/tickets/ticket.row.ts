import type { Language, Outcome, Ticket, TicketState, TicketStep } from '@kezek/contracts';
import { Column, Entity, Index, PrimaryColumn, Unique, VirtualColumn } from 'typeorm';

/** A visit from its issue or booking to its end; `update: false` is written once, with the issue. */
@Entity('ticket')
@Unique(['office', 'businessDay', 'number'])
@Index('ticket_number_open', ['office', 'number'], { unique: true })
@Index('ticket_may_return', ['office', 'number', 'endedAt'])
@Index('ticket_next', ['office', 'dueAt', 'issueOrder', 'service'])
// Since when somebody stands there: an expression, which TypeORM does not know.
@Index('ticket_arrivals', { synchronize: false })
@Index('ticket_emergency', ['office', 'dueAt', 'issueOrder', 'service'])
@Index('ticket_one_claim_per_counter', ['office', 'counter'], { unique: true })
@Index('ticket_timer', ['timerAt'])
@Index('ticket_open', ['office', 'state'])
@Index('ticket_open_phone', ['phoneHash'])
@Index('ticket_open_iin', ['iinHash'])
@Index('ticket_served', ['office', 'service', 'endedAt'])
@Index('ticket_held', ['endedAt'])
@Index('ticket_in_order', ['office', 'issueOrder'])
@Index('ticket_by_state', ['office', 'state', 'issueOrder'])
export class TicketRow {
  @PrimaryColumn('uuid')
  readonly id!: string;
  /** What it is found by. */
  @Column({ type: 'bytea', unique: true, update: false, select: false })
  readonly trackingTokenHash?: Buffer;
  /** For who issues the ticket again, or hands its link to the visitor. */
  @Column({ type: 'bytea', update: false, select: false })
  readonly trackingTokenSealed?: Buffer;
  @Column({ type: 'text', update: false })
  readonly office!: string;
  @Column('text')
  readonly service!: string;
  @Column('text')
  readonly number!: string;
  @Column('date')
  readonly businessDay!: string;
  @Column('text')
  readonly state!: TicketState;
  @Column('integer', { default: 1 })
  readonly version!: number;
  @Column('integer', { default: 1 })
  readonly step!: number;
  /** Services that are still to come, in no order. */
  @Column('text', { array: true, default: [] })
  readonly planned!: readonly string[];
  @Column('jsonb', { default: [] })
  readonly endedSteps!: readonly TicketStep[];
  @Column({ type: 'text', update: false })
  readonly channel!: Ticket['channel'];
  @Column('text')
  readonly language!: Language;
  @Column({ type: 'timestamptz', update: false })
  readonly issuedAt!: Date;
  @Column({ type: 'text', update: false })
  readonly issuedBy!: string;
  /** A kiosk without a line gave it out, and told of it then. */
  @Column({ type: 'timestamptz', nullable: true, update: false })
  readonly syncedAt!: Date | null;
  /** When the kiosk says that it did, where nothing bears that out. */
  @Column({ type: 'timestamptz', nullable: true, update: false })
  readonly saidAt!: Date | null;
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS', update: false })
  readonly issueOrder!: number;
  @Column('timestamptz')
  readonly basisAt!: Date;
  /** Basis + target: what is promised. */
  @Column('timestamptz')
  readonly targetAt!: Date;
  /** A priority moves only this: the deadline. */
  @Column('timestamptz')
  readonly dueAt!: Date;
  @Column('text', { nullable: true })
  readonly priority!: string | null;
  @Column({ type: 'boolean', default: false, update: false })
  readonly emergency!: boolean;
  @Column({ type: 'text', nullable: true, update: false })
  readonly appointmentReference!: string | null;
  @Column('timestamptz', { nullable: true })
  readonly appointmentAt!: Date | null;
  @Column('date', { nullable: true })
  readonly returnOn!: string | null;
  @Column({ type: 'bytea', nullable: true, select: false })
  readonly phoneHash?: Buffer | null;
  @Column({ type: 'bytea', nullable: true, select: false })
  readonly iinHash?: Buffer | null;
  @Column('uuid', { nullable: true })
  readonly contactRef!: string | null;
  /** That few are ahead. */
  @Column({ type: 'timestamptz', nullable: true, select: false })
  readonly toldNearAt?: Date | null;
  /** Transferred to this counter alone. */
  @Column('text', { nullable: true })
  readonly forCounter!: string | null;
  @Column('text', { nullable: true })
  readonly counter!: string | null;
  @Column('integer', { default: 0 })
  readonly calls!: number;
  @Column('timestamptz', { nullable: true })
  readonly calledAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly callExpiresAt!: Date | null;
  /** When the system itself acts on a call that nobody answered: repeats it, then notes the no-show. */
  @Column('timestamptz', { nullable: true })
  readonly timerAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly firstCalledAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly servingStartedAt!: Date | null;
  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;
  @Column('text', { nullable: true })
  readonly outcome!: Outcome | null;
  @Column('text', { nullable: true })
  readonly reason!: string | null;
  /** A no-show may come back once. */
  @Column('timestamptz', { nullable: true })
  readonly reopenedAt!: Date | null;
  @Column('boolean', { default: true })
  readonly durationReliable!: boolean;
  /** Of the last change; never goes back, even when a clock does. */
  @Column('timestamptz')
  readonly changedAt!: Date;
  /** How often somebody who came later was called before. */
  @VirtualColumn('integer', {
    query: (ticket) => `SELECT count(*)::integer FROM overtaking o WHERE o.ticket = ${ticket}.id`,
  })
  readonly overtakenTimes!: number;
}
