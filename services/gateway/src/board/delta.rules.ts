import {
  type BoardDelta,
  boardDeltas,
  type EventEnvelope,
  type EventOf,
  type ticketCalled,
  type ticketServed,
  type ticketStarted,
} from '@kezek/contracts';
import type { z } from 'zod';

/** What a ticket's event changes on the wall. */
export type TicketDelta = {
  [N in Extract<BoardDelta, 'called' | 'started' | 'ended'>]: {
    readonly event: N;
    readonly data: z.output<(typeof boardDeltas)[N]>;
  };
}['called' | 'started' | 'ended'];

/** A ticket as its events so far have put it on the wall. */
export interface Shown {
  readonly version: number;
  /** Set while its number hangs on the wall. */
  readonly calledAt?: string;
}

export interface Step {
  readonly shown: Shown;
  readonly delta?: TicketDelta;
}

type Rule = (event: EventEnvelope, shown: Shown | undefined) => Step | undefined;

const called: Rule = (event) => {
  const { ticket, number, counter, calledAt, version } = event.data as EventOf<typeof ticketCalled>['data'];
  const data = { ticket, number, counter, state: 'called' as const, calledAt, version };
  return { shown: { version, calledAt }, delta: { event: 'called', data } };
};

const started: Rule = (event, shown) => {
  const said = event.data as EventOf<typeof ticketStarted>['data'];
  const { ticket, number, counter, version } = said;
  const calledAt = shown?.calledAt ?? said.servingStartedAt;
  const data = { ticket, number, counter, state: 'serving' as const, calledAt, version };
  return { shown: { version, calledAt }, delta: { event: 'started', data } };
};

const ended: Rule = (event, shown) => {
  const { ticket, number, version, counter } = event.data as EventOf<typeof ticketServed>['data'];
  // Who gives up while waiting was never on the wall.
  const wasOn = shown?.calledAt !== undefined || counter !== undefined || shown === undefined;
  const data = { ticket, number, version };
  return { shown: { version }, ...(wasOn && { delta: { event: 'ended', data } }) };
};

const unseen: Rule = (event) => ({
  shown: { version: (event.data as EventOf<typeof ticketCalled>['data']).version },
});

const rules: Readonly<Record<string, Rule>> = {
  'queue.ticket.issued': unseen,
  'queue.ticket.called': called,
  'queue.ticket.recalled': called,
  'queue.ticket.started': started,
  'queue.ticket.parked': ended,
  'queue.ticket.resumed': ended,
  'queue.ticket.return-later': ended,
  'queue.ticket.rescheduled': unseen,
  'queue.ticket.transferred': ended,
  'queue.ticket.served': ended,
  'queue.ticket.no-show': ended,
  'queue.ticket.reopened': unseen,
  'queue.ticket.left': ended,
  'queue.ticket.cancelled': ended,
  'queue.ticket.closed-unserved': ended,
};

/**
 * What an event of a ticket does to the wall, given what the ticket's earlier events did; undefined when it does
 * nothing: it is old, or of a kind that no wall shows.
 */
export function showTicket(event: EventEnvelope, shown: Shown | undefined): Step | undefined {
  const { version } = event.data as Shown;
  if (shown !== undefined && version <= shown.version) return undefined;
  return rules[event.type]?.(event, shown);
}
