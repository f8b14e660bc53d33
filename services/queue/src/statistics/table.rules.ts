import type { Figures, Statistics } from '@kezek/contracts';

type Value = string | number | undefined;
type Row = readonly Value[];
type Group = NonNullable<Statistics['groups']>[number];

const columns: readonly (readonly [string, (figures: Figures) => Value])[] = [
  ...(
    [
      'issued',
      'synced',
      'syncedUnproven',
      'steps',
      'served',
      'noShow',
      'left',
      'cancelled',
      'transferred',
      'expired',
      'closedUnserved',
      'returnLater',
      'open',
      'endedBySystem',
      'notArrived',
      'parked',
      'returned',
      'reopened',
      'recalls',
      'overrides',
    ] as const
  ).map((name) => [name, (figures: Figures) => figures[name]] as const),
  ...(['waitMinutes', 'waitToServingMinutes', 'serviceMinutes'] as const).flatMap((name) =>
    (['p50', 'p90', 'max', 'mean'] as const).map(
      (part) =>
        [
          `${name}${part[0]?.toUpperCase() ?? ''}${part.slice(1)}`,
          (figures: Figures) => figures[name][part],
        ] as const,
    ),
  ),
  ['withinTargetCount', ({ withinTarget }) => withinTarget.count],
  ['withinTargetOf', ({ withinTarget }) => withinTarget.of],
  ['withinTargetShare', ({ withinTarget }) => withinTarget.share],
];

/**
 * The figures as RFC 4180: a line for each service, one for the total, one for each group; an hour by the office's
 * clocks, with its beginning beside it. What a spreadsheet would take for a formula is marked as text.
 */
export function tableOf({ office, from, to, services, total, groups = [] }: Statistics): string {
  const line = (kind: string, key: Value, figures: Figures, beginsAt?: string): Row => [
    office,
    from,
    to,
    kind,
    key,
    beginsAt,
    ...columns.map(([, value]) => value(figures)),
  ];
  const rows: Row[] = [
    ['office', 'from', 'to', 'kind', 'key', 'beginsAt', ...columns.map(([name]) => name)],
    ...services.map((one) => line('service', one.service, one)),
    line('total', undefined, total),
    ...groups.map((group) => line(...keyOf(group), group, group.hour)),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function keyOf({ counter, operator, localHour, day }: Group): [string, Value] {
  if (counter !== undefined) return ['counter', counter];
  if (operator !== undefined) return ['operator', operator];
  return localHour === undefined ? ['day', day] : ['hour', localHour];
}

function cell(value: Value): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
