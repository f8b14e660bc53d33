import { columnsOf, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { PeriodRow } from '../tickets/period.row';
import { OvertakingRow } from '../waiting/overtaking.row';

const told = {
  ticket: true,
  version: true,
  number: true,
  businessDay: true,
  fromAt: true,
  actor: true,
  action: true,
  counter: true,
  reason: true,
  step: true,
  state: true,
  service: true,
  outcome: true,
} as const;

/** Every version of a ticket, with who made it and why. */
export async function entriesOf(manager: EntityManager, ticket: string) {
  const periods = await manager.find(PeriodRow, {
    select: told,
    where: { ticket },
    order: { version: 'ASC' },
  });
  return periods.map(({ fromAt, ...entry }) => ({ ...entry, at: fromAt }));
}

interface Overtaking extends Pick<OvertakingRow, 'at' | 'actor' | 'counter' | 'reason'> {
  readonly by: { readonly ticket: string; readonly number: string; readonly businessDay?: string };
}

/** Who was called before the ticket though they came later. */
export const overtakingsOf = (manager: EntityManager, ticket: string): Promise<Overtaking[]> =>
  read<Overtaking>(manager, {
    name: 'audit-overtakings',
    text: `SELECT ${columnsOf(OvertakingRow, 'o', ['at', 'actor', 'counter', 'reason'])},
        json_strip_nulls(json_build_object('ticket', o.by_ticket, 'number', coalesce(t.number, ''),
          'businessDay', t.business_day)) AS by
      FROM overtaking o LEFT JOIN ticket t ON t.id = o.by_ticket
      WHERE o.ticket = $1 ORDER BY o.at, o.by_ticket`,
    values: [ticket],
  });
