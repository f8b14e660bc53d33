import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import type { Range } from '../timetable/recurrence.rules';
import type { Span } from '../timetable/session-times.rules';
import type { Entry } from './entitlement.rules';

/** Of whom one asks, and in which days. */
export interface Asked {
  readonly detainee: string;
  readonly members: readonly string[];
  /** Whom the detainee must not meet. */
  readonly apart: readonly string[];
  readonly range: Range;
  /** The visit that is asked about: as if it were not there. */
  readonly except?: string | undefined;
}

/** What other visits stand in the way. */
export interface OwnFacts {
  readonly visits: readonly Span[];
  readonly elsewhere: readonly (Span & { readonly contact: string })[];
  readonly apartDays: readonly string[];
  readonly ledger: readonly Entry[];
}

interface Times {
  readonly contact: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Of somebody unknown the same is asked, and nothing found. */
export async function ownFactsOf(
  manager: EntityManager,
  { detainee, members, apart, range, except = '' }: Asked,
): Promise<OwnFacts> {
  // A session may go on over midnight, and somebody may have booked in another zone's facility.
  const times = await read<Times>(manager, {
    name: 'facts-times',
    text: `SELECT NULL AS contact, v.starts_at AS "startsAt", v.ends_at AS "endsAt" FROM visit v
        WHERE v.live AND v.detainee = $1 AND v.date BETWEEN $3::date - 2 AND $4::date + 2 AND v.ref <> $5
      UNION ALL
      SELECT m.contact, m.starts_at, m.ends_at FROM visit_member m
        WHERE m.live AND m.contact = ANY ($2::uuid[]) AND m.visit <> $5
          AND tstzrange(m.starts_at, m.ends_at) && tstzrange($3::date - 2, $4::date + 3)`,
    values: [detainee, members, range.from, range.to, except],
  });
  const days = await read<{ date: string }>(manager, {
    name: 'facts-apart',
    text: `SELECT DISTINCT v.date FROM visit v
      WHERE v.live AND v.detainee = ANY ($1::uuid[]) AND v.date BETWEEN $2 AND $3`,
    values: [apart, range.from, range.to],
  });
  const ledger = await read<Entry>(manager, {
    name: 'facts-ledger',
    text: `SELECT e.kind, e.visit, e.month FROM entitlement_entry e
      WHERE e.detainee = $1 AND e.month BETWEEN left($2, 7) AND left($3, 7) AND e.visit <> $4 ORDER BY e.id`,
    values: [detainee, range.from, range.to, except],
  });
  const spans = times.map(({ contact, ...span }) => ({ ...span, contact }));
  return {
    visits: spans.filter(({ contact }) => contact === null),
    elsewhere: spans.flatMap(({ contact, ...span }) => (contact === null ? [] : [{ ...span, contact }])),
    apartDays: days.map(({ date }) => date),
    ledger,
  };
}
