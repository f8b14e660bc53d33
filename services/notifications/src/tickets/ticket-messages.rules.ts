import type {
  EventOf,
  ticketCalled,
  ticketCancelled,
  ticketClosedUnserved,
  ticketIssued,
  ticketRecalled,
  ticketRescheduled,
  ticketReturnLater,
  ticketTurnNear,
} from '@kezek/contracts';
import type { Arguments } from '../templates/template.rules';
import type { TemplateKey } from '../templates/seeded-templates.rules';

/** A message that an event asks for; `expiresAt` is absent where the template's own validity counts. */
export interface Wanted {
  readonly template: TemplateKey;
  readonly arguments: Arguments;
  /** From when the template's validity counts. */
  readonly from: string;
  readonly expiresAt?: string;
  /** Past this it would be untrue, also where the template's validity isn't over. */
  readonly until?: string;
}

const ahead = (position: number | undefined): Arguments =>
  position === undefined ? { queue: 'unknown', ahead: 0 } : { queue: 'known', ahead: position - 1 };

/** Nothing to who has booked: nobody is ahead yet, and who booked has said so. */
export function wantedOnIssued({ data }: EventOf<typeof ticketIssued>): Wanted | undefined {
  if (data.state === 'booked') return undefined;
  return {
    template: 'ticket-issued',
    from: data.issuedAt,
    arguments: {
      number: data.number,
      ...ahead(data.position),
      wait: data.band === undefined ? 'unknown' : 'known',
      from: data.band?.fromMinutes ?? 0,
      to: data.band?.toMinutes ?? 0,
    },
  };
}

export const wantedOnTurnNear = ({ data, time }: EventOf<typeof ticketTurnNear>): Wanted => ({
  template: 'turn-near',
  from: time,
  expiresAt: data.expiresAt,
  arguments: { number: data.number, ahead: data.placesAhead },
});

export const wantedOnCalled = ({ data }: EventOf<typeof ticketCalled | typeof ticketRecalled>): Wanted => ({
  template: 'ticket-called',
  from: data.calledAt,
  expiresAt: data.expiresAt,
  arguments: { number: data.number, counter: data.counter },
});

export const wantedOnReturnLater = ({ data, time }: EventOf<typeof ticketReturnLater>): Wanted => ({
  template: 'return-later',
  from: time,
  ...(data.expiresAt !== undefined && { until: data.expiresAt }),
  arguments: { number: data.number, on: data.returnOn },
});

/** Only where the office closed while people waited: nobody hears at night of the day that is over. */
export const wantedOnClosed = ({ data, time }: EventOf<typeof ticketClosedUnserved>): Wanted | undefined =>
  data.reason === 'office-closed'
    ? { template: 'office-closed', from: time, arguments: { number: data.number } }
    : undefined;

const withdrawnByOffice: readonly (string | undefined)[] = ['operator', 'office-closed'];

/** Who waits elsewhere would go on waiting; an appointment's end is told by the system that booked it. */
export const wantedOnCancelled = ({ data, time }: EventOf<typeof ticketCancelled>): Wanted | undefined =>
  withdrawnByOffice.includes(data.reason)
    ? { template: 'ticket-cancelled', from: time, arguments: { number: data.number } }
    : undefined;

/** When the day of an appointment, or of a return, has come: the visitor is to be reached then. */
export function neededUntil(
  event: EventOf<typeof ticketIssued | typeof ticketRescheduled | typeof ticketReturnLater>,
): string | undefined {
  const { data } = event;
  if ('returnOn' in data) return data.expiresAt ?? `${data.returnOn}T23:59:59Z`;
  return data.state === 'booked' ? data.dueAt : undefined;
}

const everything: readonly TemplateKey[] = ['ticket-issued', 'turn-near', 'ticket-called', 'return-later'];
const aboutTheTurn: readonly TemplateKey[] = ['turn-near', 'ticket-called'];

/** Which messages about a ticket say something untrue once the event has happened. */
export const untrueAfter: Readonly<Record<string, readonly TemplateKey[]>> = {
  'queue.ticket.called': everything,
  'queue.ticket.started': everything,
  'queue.ticket.served': everything,
  'queue.ticket.no-show': everything,
  'queue.ticket.left': everything,
  'queue.ticket.cancelled': everything,
  'queue.ticket.closed-unserved': everything,
  'queue.ticket.return-later': everything,
  'queue.ticket.parked': aboutTheTurn,
  'queue.ticket.resumed': [...aboutTheTurn, 'return-later'],
  'queue.ticket.transferred': aboutTheTurn,
};

const telling: readonly string[] = ['called', 'return-later', 'cancelled', 'closed-unserved'].map(
  (name) => `queue.ticket.${name}`,
);

/** The events after which something is taken back and nothing new is said. */
export const onlyTakingBack: readonly string[] = Object.keys(untrueAfter).filter(
  (type) => !telling.includes(type),
);
