import { officeRules, type OfficeRules } from '@kezek/contracts';
import type { TicketRow } from '../tickets/ticket.row';

export const at = (time: string): Date => new Date(`2026-03-10T${time}Z`);

export const theRules = (more: Partial<OfficeRules> = {}): OfficeRules => officeRules.parse(more);

/** A ticket that waits since 05:00, as its row; called, served or ended when the state says so. */
export function aTicket(more: Partial<TicketRow> = {}): TicketRow {
  const atCounter = more.state === 'called' || more.state === 'serving';
  const called = {
    counter: '1',
    calledAt: at('05:10:00'),
    firstCalledAt: at('05:10:00'),
    calls: 1,
    timerAt: at('05:11:00'),
    callExpiresAt: at('05:12:30'),
  };
  return {
    id: '0199e0f0-0000-7000-8000-000000000001',
    office: 'ALM-TRK',
    service: 'reports',
    number: 'A001',
    state: 'waiting',
    version: 3,
    step: 1,
    channel: 'kiosk',
    language: 'kk',
    issuedAt: at('05:00:00'),
    businessDay: '2026-03-10',
    basisAt: at('05:00:00'),
    targetAt: at('05:20:00'),
    dueAt: at('05:20:00'),
    emergency: false,
    issueOrder: 1,
    priority: null,
    appointmentReference: null,
    appointmentAt: null,
    contactRef: null,
    counter: null,
    calledAt: null,
    calls: 0,
    callExpiresAt: null,
    timerAt: null,
    firstCalledAt: null,
    servingStartedAt: null,
    endedAt: null,
    outcome: null,
    reason: null,
    reopenedAt: null,
    durationReliable: true,
    changedAt: at('05:00:00'),
    planned: [],
    endedSteps: [],
    forCounter: null,
    returnOn: null,
    syncedAt: null,
    saidAt: null,
    issuedBy: 'kiosk',
    overtakenTimes: 0,
    ...(atCounter && called),
    ...more,
  };
}
