import type { Language, Outcome, Ticket, TicketState } from '@kezek/contracts';

/** A row of `ticket`, as `ticketColumns` selects it. */
export interface TicketRow {
  readonly id: string;
  readonly handle: string;
  readonly office: string;
  readonly service: string;
  readonly number: string;
  readonly state: TicketState;
  readonly version: number;
  readonly step: number;
  readonly channel: Ticket['channel'];
  readonly language: Language;
  readonly issuedAt: Date;
  readonly businessDay: string;
  readonly basisAt: Date;
  readonly dueAt: Date;
  readonly issueOrder: number;
  readonly credit: string | null;
  readonly appointmentReference: string | null;
  readonly appointmentAt: Date | null;
  readonly contactRef: string | null;
  readonly counter: string | null;
  readonly calledAt: Date | null;
  readonly calls: number;
  readonly callExpiresAt: Date | null;
  readonly timerAt: Date | null;
  readonly firstCalledAt: Date | null;
  readonly servingStartedAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly reopenedAt: Date | null;
  readonly durationReliable: boolean;
  readonly changedAt: Date;
}

const fields = [
  'id',
  'handle',
  'office',
  'service',
  'number',
  'state',
  'version',
  'step',
  'channel',
  'language',
  'issuedAt',
  'businessDay',
  'basisAt',
  'dueAt',
  'issueOrder',
  'credit',
  'appointmentReference',
  'appointmentAt',
  'contactRef',
  'counter',
  'calledAt',
  'calls',
  'callExpiresAt',
  'timerAt',
  'firstCalledAt',
  'servingStartedAt',
  'endedAt',
  'outcome',
  'reason',
  'reopenedAt',
  'durationReliable',
  'changedAt',
] as const satisfies readonly (keyof TicketRow)[];

export const columnOf = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** For SELECT and RETURNING of the table under the name `t`. */
export const ticketColumns = fields.map((field) => `t.${columnOf(field)} AS "${field}"`).join(', ');
