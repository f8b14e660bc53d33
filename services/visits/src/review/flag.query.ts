import { Refusal, type InputOf, type listReviewFlags, type ReviewFlagReason } from '@kezek/contracts';
import { columnsOf, read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { ReviewFlagRow } from '../booking/review-flag.row';
import type { VisitRow } from '../booking/visit.row';

const columns = columnsOf(ReviewFlagRow, 'r');

export async function flagOf(tx: Tx, id: string): Promise<ReviewFlagRow | undefined> {
  return (await tx.findOneBy(ReviewFlagRow, { id })) ?? undefined;
}

/** The cause has gone: those of these visits that nobody had dismissed. */
export async function resolveFlags(
  tx: Tx,
  visits: readonly string[],
  code: ReviewFlagReason,
  now: Date,
): Promise<ReviewFlagRow[]> {
  const gone = await rows<ReviewFlagRow>(tx, {
    name: 'flags-resolve',
    text: `UPDATE review_flag r SET gone_at = $3, resolved_at = coalesce(r.resolved_at, $3)
      WHERE r.visit = ANY ($1::text[]) AND r.code = $2 AND r.gone_at IS NULL RETURNING ${columns}`,
    values: [visits, code, now],
  });
  return gone.filter(({ resolvedBy }) => resolvedBy === null);
}

/** An open flag and the visit that it is about. */
export type Flagged = ReviewFlagRow & Pick<VisitRow, 'startsAt' | 'state'>;

/** The earliest visit first. */
export async function flagsIn(
  manager: EntityManager,
  facility: string,
  { code, after, limit }: InputOf<typeof listReviewFlags>['query'],
): Promise<{ flags: Flagged[]; next?: string }> {
  const [startsAt, id] = placeOf(after);
  const found = await read<Flagged>(manager, {
    text: `SELECT ${columns}, v.starts_at AS "startsAt", v.state FROM review_flag r JOIN visit v ON v.ref = r.visit
      WHERE v.facility = $1 AND r.resolved_at IS NULL AND ($2::text IS NULL OR r.code = $2)
        AND ($3::timestamptz IS NULL OR (v.starts_at, r.id) > ($3, $4::uuid))
      ORDER BY v.starts_at, r.id LIMIT $5`,
    values: [facility, code, startsAt, id, limit + 1],
  });
  const flags = found.slice(0, limit);
  const last = flags.at(-1);
  return { flags, ...(found.length > limit && last && { next: afterOf(last) }) };
}

const afterOf = ({ startsAt, id }: Flagged): string =>
  Buffer.from(`${startsAt.toISOString()} ${id}`).toString('base64url');

function placeOf(after: string | undefined): [string | null, string | null] {
  if (after === undefined) return [null, null];
  const [startsAt = '', id = ''] = Buffer.from(after, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(startsAt) || !/^[0-9a-f-]{36}$/.test(id))
    throw new Refusal('invalid-request', { errors: [{ pointer: '?after', code: 'not-of-this-list' }] });
  return [startsAt, id];
}
