import {
  counterClosed,
  counterOpened,
  counterPaused,
  Refusal,
  type CounterSession,
  type EventDefinition,
  type NewEvent,
  type Office,
  type OfficeService,
} from '@kezek/contracts';
import type { TicketRow } from '../tickets/ticket.row';
import { canServe } from '../waiting/profile.rules';
import type { SessionRow } from './session.row';

/** A lease that has ended is a closed counter, also while nobody has swept it up yet. */
export const isLive = (session: SessionRow, now: Date): boolean =>
  session.state !== 'closed' && session.leaseUntil > now;

/** Why this operator can't act at the counter, if so. */
export function notHolding(session: SessionRow | null, operator: string, now: Date): Refusal | undefined {
  if (session === null || !isLive(session, now)) return new Refusal('counter-not-open');
  return session.operator === operator ? undefined : new Refusal('counter-occupied');
}

export const unknownCounter = (office: Office, counter: string): Refusal | undefined =>
  office.counters.some(({ code }) => code === counter) ? undefined : new Refusal('counter-unknown');

export function unknownService(office: Office, services: readonly string[] | undefined): Refusal | undefined {
  const errors = (services ?? []).flatMap((service, index) =>
    office.services.some(({ code }) => code === service)
      ? []
      : [{ pointer: `/services/${String(index)}`, code: 'service-unknown', detail: service }],
  );
  return errors.length === 0 ? undefined : new Refusal('service-unknown', { errors });
}

/** Why the counter can't take a visitor for the service (any, where absent) now. */
export function notFree(
  session: SessionRow,
  ticket: TicketRow | undefined,
  service?: OfficeService,
): Refusal | undefined {
  if (ticket)
    return new Refusal('counter-busy', {
      state: ticket.state,
      detail: `${ticket.number} is ${ticket.state}`,
      extra: { ticket: ticket.id, number: ticket.number },
    });
  if (session.state === 'paused') return new Refusal('counter-paused');
  return service && !canServe(session, service) ? new Refusal('counter-cannot-serve') : undefined;
}

export const viewOfSession = (
  session: SessionRow,
  office: Pick<Office, 'services'>,
  ticket?: TicketRow,
): CounterSession => ({
  counter: session.counter,
  operator: session.operator,
  state: ticket ? 'serving' : session.state,
  ...(session.reason !== null && { reason: session.reason }),
  services: session.services ?? office.services.map(({ code }) => code),
  skills: session.skills,
  leaseUntil: session.leaseUntil.toISOString(),
  ...(ticket && { ticket: ticket.id }),
});

const definitions = { ready: counterOpened, paused: counterPaused, closed: counterClosed } as const;

/** What happened to the counter, by the state that it is in now. */
export const counterEvent = (session: SessionRow, at: Date): NewEvent<EventDefinition> => ({
  definition: definitions[session.state],
  subject: `${session.office}/${session.counter}`,
  key: session.office,
  sequence: session.version,
  time: at.toISOString(),
  data: {
    office: session.office,
    counter: session.counter,
    state: session.state,
    version: session.version,
    // Of a pause it is what the operator typed: agencies read this, and it may name people.
    reason: session.state === 'paused' ? undefined : (session.reason ?? undefined),
  },
});
