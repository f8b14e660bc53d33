import type { Outcome, TicketState } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';

interface Entry {
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly counter: string | null;
  readonly reason: string | null;
  readonly step: number;
  readonly state: TicketState;
  readonly service: string;
  readonly outcome: Outcome | null;
}

/** Every version of a ticket, with who made it and why. */
export const entriesOf = (manager: EntityManager, ticket: string): Promise<Entry[]> =>
  read<Entry>(manager, {
    name: 'audit-ticket',
    text: `SELECT version, from_at AS at, actor, action, counter, reason, step, state, service, outcome
      FROM period WHERE ticket = $1 ORDER BY version`,
    values: [ticket],
  });

interface Overtaking {
  readonly at: Date;
  readonly actor: string;
  readonly counter: string;
  readonly reason: string;
  readonly by: { readonly ticket: string; readonly number: string };
}

/** Who was called before the ticket though they came later. */
export const overtakingsOf = (manager: EntityManager, ticket: string): Promise<Overtaking[]> =>
  read<Overtaking>(manager, {
    name: 'audit-overtakings',
    text: `SELECT o.at, o.actor, o.counter, o.reason,
        json_build_object('ticket', o.by_ticket, 'number', coalesce(t.number, '')) AS by
      FROM overtaking o LEFT JOIN ticket t ON t.id = o.by_ticket
      WHERE o.ticket = $1 ORDER BY o.at, o.by_ticket`,
    values: [ticket],
  });
