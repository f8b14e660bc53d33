import { Refusal, type InputOf, type listVisits, type Principal } from '@kezek/contracts';
import { columnsOf, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { isStaff } from './asker.rules';
import { VisitRow } from './visit.row';

const columns = columnsOf(VisitRow, 'v');

/** By the time of the visit; a system's own, or those of the facilities of a member of staff. */
export async function visitsFor(
  manager: EntityManager,
  { office, booker, detainee, state, from, to, after, limit }: InputOf<typeof listVisits>['query'],
  caller: Principal,
): Promise<{ visits: VisitRow[]; next?: string }> {
  const [startsAt, ref] = placeOf(after);
  const found = await read<VisitRow>(manager, {
    text: `SELECT ${columns} FROM visit v
      WHERE ($1::text IS NULL OR v.system = $1)
        AND ('*' = ANY ($2::text[]) OR v.facility = ANY ($2::text[]))
        AND ($3::text IS NULL OR v.facility = $3) AND ($4::text IS NULL OR v.booker = $4)
        AND ($5::uuid IS NULL OR v.detainee = $5) AND ($6::text IS NULL OR v.state = $6)
        AND ($7::date IS NULL OR v.date >= $7) AND ($8::date IS NULL OR v.date <= $8)
        AND ($9::timestamptz IS NULL OR (v.starts_at, v.ref) > ($9, $10))
      ORDER BY v.starts_at, v.ref LIMIT $11`,
    values: [
      isStaff(caller) ? null : caller.subject,
      caller.offices,
      office,
      booker,
      detainee,
      state,
      from,
      to,
      startsAt,
      ref,
      limit + 1,
    ],
  });
  const visits = found.slice(0, limit);
  const last = visits.at(-1);
  return { visits, ...(found.length > limit && last && { next: afterOf(last) }) };
}

const afterOf = ({ startsAt, ref }: VisitRow): string =>
  Buffer.from(`${startsAt.toISOString()} ${ref}`).toString('base64url');

function placeOf(after: string | undefined): [string | null, string | null] {
  if (after === undefined) return [null, null];
  const [startsAt = '', ref = ''] = Buffer.from(after, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(startsAt) || !/^[\w-]{1,60}$/.test(ref))
    throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'not-of-this-list' }] });
  return [startsAt, ref];
}
