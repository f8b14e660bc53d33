import type { Outcome, TicketState } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { afterOf, placeOf, type Place } from './after.rules';

export interface Act extends Place {
  readonly time: Date;
  readonly actor: string;
  readonly action: string;
  readonly counter: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly number: string | null;
  readonly businessDay: string | null;
  readonly version: number | null;
  readonly step: number | null;
  readonly state: TicketState | null;
  readonly service: string | null;
  readonly outcome: Outcome | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface Page {
  readonly office: string;
  readonly day: string;
  /** The instants between which the day lies. */
  readonly from: Date;
  readonly to: Date;
  readonly after: string | undefined;
  readonly limit: number;
}

const before: Place = { at: '-99999999999999999', subject: '', sequence: '0' };

/** What was done in an office on a business day, by time; one more than a page tells whether there is a next one. */
export async function actsOf(
  manager: EntityManager,
  { office, day, from, to, after, limit }: Page,
): Promise<{ acts: Act[]; next?: string }> {
  const place = after === undefined ? before : placeOf(after);
  const found = await read<Act>(manager, {
    name: 'audit-office',
    text: `SELECT a.at::text AS at, a.subject, a.sequence::text AS sequence, a.time, a.actor, a.action, a.counter, a.reason,
        a.ticket, a.number, a."businessDay", a.version, a.step, a.state, a.service, a.outcome, a.detail FROM (
        SELECT (extract(epoch FROM from_at) * 1000000)::bigint AS at, ticket::text AS subject, version::bigint AS sequence,
          from_at AS time, actor, action, counter, reason, ticket, number, business_day AS "businessDay", version, step, state,
          service, outcome, NULL::jsonb AS detail
        FROM period WHERE office = $1 AND business_day = $2
        UNION ALL
        SELECT (extract(epoch FROM at) * 1000000)::bigint, '', id, at, actor, action, counter, reason,
          NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, detail
        FROM office_audit WHERE office = $1 AND at >= $3 AND at < $4) a
      WHERE (a.at, a.subject, a.sequence) > ($5::bigint, $6::text, $7::bigint)
      ORDER BY a.at, a.subject, a.sequence LIMIT $8`,
    values: [office, day, from, to, place.at, place.subject, place.sequence, limit + 1],
  });
  const acts = found.slice(0, limit);
  const last = acts.at(-1);
  return { acts, ...(found.length > limit && last && { next: afterOf(last) }) };
}
