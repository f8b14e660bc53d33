import type {
  EventOf,
  Office,
  ticketCalled,
  ticketIssued,
  ticketRecalled,
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

const everything: readonly TemplateKey[] = ['ticket-issued', 'turn-near', 'ticket-called'];
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
  'queue.ticket.resumed': aboutTheTurn,
  'queue.ticket.transferred': aboutTheTurn,
};

/** The events after which something is taken back and nothing new is said. */
export const onlyTakingBack: readonly string[] = Object.keys(untrueAfter).filter(
  (type) => type !== 'queue.ticket.called',
);

/**
 * How a text names the place. A message may lie open on a family's table: unless its template may name facts of
 * custody, a remand prison's office is named by its street.
 */
export function placeOf(
  office: Pick<Office, 'kind' | 'name' | 'address'>,
  language: 'kk' | 'ru' | 'en',
  namesCustody: boolean,
): string {
  const words = office.kind === 'penal' && !namesCustody ? office.address : office.name;
  return words[language] ?? words.ru;
}
