import type { Office, Resource } from '@kezek/contracts';
import { addDays, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { meansOf } from '../waiting/means.query';
import type { OfficeQueue } from '../waiting/queue.query';
import { dayOf } from '../offices/opening.rules';

/** What the choice of an office depends on, as of one moment. */
export interface OfficeFacts extends OfficeQueue {
  /** Its present business day was ended before its hours did. */
  readonly dayEnded: boolean;
}

type Of<T> = T & { readonly office: string };

interface Found {
  readonly waiting: Of<OfficeQueue['waiting'][number]>[] | null;
  readonly counters: Of<OfficeQueue['counters'][number]>[] | null;
  readonly present: Of<{ resource: Resource }>[] | null;
  readonly ended: Of<{ day: string }>[] | null;
}

// One statement for all offices, however many there are; each part is read by an index on what is open.
const question = `SELECT
  (SELECT json_agg(w) FROM (
    SELECT t.office, t.service, count(*)::integer AS count FROM ticket t
    WHERE t.state = 'waiting' AND t.office = ANY ($1::text[]) GROUP BY t.office, t.service) w) AS waiting,
  (SELECT json_agg(json_build_object('office', s.office, 'services', s.services, 'skills', s.skills, 'busy', EXISTS (
      SELECT FROM ticket c WHERE c.office = s.office AND c.counter = s.counter AND c.state IN ('called', 'serving'))))
    FROM counter_session s
    WHERE s.office = ANY ($1::text[]) AND s.state IN ('ready', 'serving') AND s.lease_until > $2) AS counters,
  (SELECT json_agg(json_build_object('office', p.office, 'resource', p.resource))
    FROM resource_presence p WHERE p.office = ANY ($1::text[]) AND p.present) AS present,
  (SELECT json_agg(json_build_object('office', e.office, 'day', e.business_day))
    FROM office_day_end e WHERE e.office = ANY ($1::text[]) AND e.business_day >= $3) AS ended`;

/** The state of many offices at once. */
export async function cityFactsOf(
  manager: EntityManager,
  offices: readonly Office[],
  now: Date,
): Promise<(office: string) => OfficeFacts> {
  const codes = offices.map(({ code }) => code);
  // By UTC; a business day somewhere may be the day before, and may have begun the day before that.
  const since = addDays(now.toISOString().slice(0, 10), -2);
  const [found] = await read<Found>(manager, {
    name: 'city-facts',
    text: question,
    values: [codes, now, since],
  });
  const means = await meansOf(manager, offices, now);
  const waiting = by(found?.waiting);
  const counters = by(found?.counters);
  const present = by(found?.present);
  const days = new Map(offices.map((office) => [office.code, dayOf(office, now)]));
  const ended = new Set(
    found?.ended?.filter(({ office, day }) => days.get(office) === day).map(({ office }) => office),
  );
  return (office) => ({
    waiting: waiting.get(office) ?? [],
    counters: counters.get(office) ?? [],
    present: (present.get(office) ?? []).map(({ resource }) => resource),
    dayEnded: ended.has(office),
    ahead: new Map(),
    means: means(office),
    day: days.get(office) ?? '',
  });
}

const by = <T extends { readonly office: string }>(some: readonly T[] | null | undefined): Map<string, T[]> =>
  Map.groupBy(some ?? [], ({ office }) => office);
