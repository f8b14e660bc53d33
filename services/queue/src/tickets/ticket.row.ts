import type { Language, Outcome, Ticket, TicketState, TicketStep } from '@kezek/contracts';

/** A row of `ticket`, as `ticketColumns` selects it. */
export interface TicketRow {
  readonly id: string;
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
  /** Basis + target: what is promised. */
  readonly targetAt: Date;
  readonly dueAt: Date;
  readonly emergency: boolean;
  readonly issueOrder: number;
  readonly priority: string | null;
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
  /** Services that are still to come, in no order. */
  readonly planned: readonly string[];
  readonly endedSteps: readonly TicketStep[];
  /** Transferred to this counter alone. */
  readonly forCounter: string | null;
  readonly returnOn: string | null;
  readonly issuedBy: string;
  /** How often somebody who came later was called before; counted as the row is read. */
  readonly overtakenTimes: number;
}

/** Written once, with the issue. */
const fixed = [
  ...(['id', 'office', 'channel', 'language', 'issuedAt', 'issuedBy', 'issueOrder'] as const),
  ...(['priority', 'emergency', 'appointmentReference', 'contactRef'] as const),
] as const satisfies readonly (keyof TicketRow)[];

/** What a command may change. */
export const mutable = [
  ...(['state', 'version', 'changedAt', 'outcome', 'endedAt', 'reason', 'reopenedAt', 'returnOn'] as const),
  ...(['step', 'service', 'planned', 'endedSteps', 'forCounter', 'number', 'businessDay'] as const),
  ...(['basisAt', 'targetAt', 'dueAt', 'appointmentAt', 'durationReliable'] as const),
  ...(['counter', 'calledAt', 'calls', 'callExpiresAt', 'timerAt'] as const),
  ...(['firstCalledAt', 'servingStartedAt'] as const),
] as const satisfies readonly (keyof TicketRow)[];

export const columnOf = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** For SELECT and RETURNING of the table under the name `t`. */
export const ticketColumns = [
  ...[...fixed, ...mutable].map((field) => `t.${columnOf(field)} AS "${field}"`),
  '(SELECT count(*)::integer FROM overtaking o WHERE o.ticket = t.id) AS "overtakenTimes"',
].join(', ');
