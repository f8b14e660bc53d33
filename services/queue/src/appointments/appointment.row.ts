import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TicketRow } from '../tickets/ticket.row';

/** What a booking system or the visits service has said of an appointment, and the ticket that stands for it. */
@Entity('appointment')
@Index('appointment_ticket', ['ticket'])
export class AppointmentRow {
  @PrimaryColumn('text')
  readonly office!: string;
  @PrimaryColumn('text')
  readonly reference!: string;
  /** Who keeps it: `visits`, or the client that booked it over REST. */
  @Column('text')
  readonly source!: string;
  /** Of the source: what is older than this is ignored. */
  @Column('integer')
  readonly version!: number;
  /** As the source said last; the ticket may know better. */
  @Column('text')
  readonly state!: 'booked' | 'checked-in' | 'cancelled';
  @Column('text')
  readonly service!: string;
  @Column('timestamptz')
  readonly startsAt!: Date;
  @Column('uuid')
  @ForeignKey(() => TicketRow)
  readonly ticket!: string;
  @Column('timestamptz')
  readonly changedAt!: Date;
}
