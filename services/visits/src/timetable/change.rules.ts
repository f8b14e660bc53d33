import type { Pool, SessionTemplate, TemplatePreview } from '@kezek/contracts';
import { beyondCapacity, type Booked } from './capacity.rules';
import { sessionDates, type Calendar, type Range } from './recurrence.rules';

/** What visitors have been told: it stays while there are visits. */
export const frozenFields = ['weekday', 'startsAt', 'endsAt', 'kind'] as const;

/** A visit of the template that is still to come. */
export interface Coming extends Booked {
  readonly date: string;
}

export interface Facts {
  readonly calendar: Calendar;
  /** From today on, as far as people look ahead. */
  readonly range: Range;
  readonly visits: readonly Coming[];
}

type Effect = TemplatePreview['sessions'][number];

/** What a change of a template would do to its sessions and visits; it changes nothing. */
export function previewChange(
  before: SessionTemplate,
  after: SessionTemplate,
  facts: Facts,
): TemplatePreview {
  const { visits, range } = facts;
  const frozen = visits.length === 0 ? [] : frozenFields.filter((field) => before[field] !== after[field]);
  // A visit may have been booked beyond what one looks at now.
  const until = visits.reduce((last, { date }) => (date > last ? date : last), range.to);
  const days = { from: range.from, to: until };
  const datesOf = (template: SessionTemplate) => new Set(sessionDates(template, facts.calendar, days));
  const [was, is] = [datesOf(before), datesOf(after)];
  const sessions = [...new Set([...was, ...is])].sort().flatMap((date): Effect[] => {
    const booked = visits.filter((visit) => visit.date === date);
    if (!is.has(date)) return [{ date, change: 'removed', visits: referencesOf(booked) }];
    if (!was.has(date)) return [{ date, change: 'added', visits: [] }];
    return capacityChange(before.pools, after.pools, booked).map((effect) => ({ date, ...effect }));
  });
  return { frozen: [...frozen], sessions };
}

/** The same, where one day is taken out of the calendar. */
export const previewExclusion = (date: string, visits: readonly Coming[]): Effect => ({
  date,
  change: 'removed',
  visits: referencesOf(visits.filter((visit) => visit.date === date)),
});

function capacityChange(before: readonly Pool[], after: readonly Pool[], booked: readonly Coming[]) {
  const kinds = [...new Set([...before, ...after].map(({ kind }) => kind))];
  const changes = kinds.map((kind) => {
    const [was, is] = [before, after].map((pools) => pools.find((pool) => pool.kind === kind));
    const [parties, persons] = [difference('parties', was, is), difference('persons', was, is)];
    return { kind, is, lower: parties < 0 || persons < 0, higher: parties > 0 || persons > 0 };
  });
  const flagged = changes
    .filter(({ lower }) => lower)
    .flatMap(({ kind, is }) =>
      beyondCapacity(
        is,
        booked.filter(({ pool }) => pool === kind),
      ),
    );
  if (changes.some(({ lower }) => lower))
    return [{ change: 'capacity-lowered' as const, visits: referencesOf(flagged) }];
  return changes.some(({ higher }) => higher) ? [{ change: 'capacity-raised' as const, visits: [] }] : [];
}

const difference = (field: 'parties' | 'persons', was: Pool | undefined, is: Pool | undefined): number =>
  (is?.[field] ?? 0) - (was?.[field] ?? 0);

const referencesOf = (booked: readonly Booked[]): string[] => booked.map(({ visit }) => visit).sort();
