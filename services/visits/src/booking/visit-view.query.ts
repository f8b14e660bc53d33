import type { Principal, ReviewFlag, VisitView } from '@kezek/contracts';
import { columnsOf, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { isStaff, whoIs } from './asker.rules';
import { membersOf } from './visit.query';
import type { VisitRow } from './visit.row';
import { actionsIn } from './visit.rules';
import { ReviewFlagRow } from './review-flag.row';

interface Told {
  readonly ref: string;
  readonly timeZone: string;
  readonly room: string;
  readonly template: string;
}

const sessionsOf = (manager: EntityManager, visits: readonly string[]): Promise<Told[]> =>
  read(manager, {
    name: 'visit-sessions',
    text: `SELECT v.ref, f.rules ->> 'timeZone' AS "timeZone", s.room, s.template
      FROM visit v JOIN facility f ON f.office = v.facility JOIN session s ON s.id = v.session
      WHERE v.ref = ANY ($1::text[])`,
    values: [visits],
  });

const flagsOf = (manager: EntityManager, visits: readonly string[]): Promise<ReviewFlagRow[]> =>
  read(manager, {
    name: 'visit-flags',
    text: `SELECT ${columnsOf(ReviewFlagRow, 'r')} FROM review_flag r
      WHERE r.visit = ANY ($1::text[]) AND r.resolved_at IS NULL ORDER BY r.at, r.id`,
    values: [visits],
  });

export const flagView = ({ id, code, at }: ReviewFlagRow): ReviewFlag => ({ id, code, at: at.toISOString() });

/** Visits as the asker sees them; what changed since is for staff. */
export async function visitViewsOf(
  manager: EntityManager,
  visits: readonly VisitRow[],
  caller: Principal,
): Promise<VisitView[]> {
  const refs = visits.map(({ ref }) => ref);
  const told = new Map((await sessionsOf(manager, refs)).map((one) => [one.ref, one]));
  const members = Map.groupBy(await membersOf(manager, refs), ({ visit }) => visit);
  const flags = Map.groupBy(isStaff(caller) ? await flagsOf(manager, refs) : [], ({ visit }) => visit);
  return visits.map((visit): VisitView => {
    const { timeZone = 'UTC', room = '', template = '' } = told.get(visit.ref) ?? {};
    const { ref, state, code, facility, session, date, pool, client, detainee, permission, booker, version } =
      visit;
    return {
      ref,
      state,
      office: facility,
      session,
      template,
      date,
      startsAt: visit.startsAt.toISOString(),
      endsAt: visit.endsAt.toISOString(),
      timeZone,
      room,
      pool,
      client,
      detainee,
      members: (members.get(ref) ?? []).map(({ contact, lead }) => ({ contact, lead })),
      bookedAt: visit.bookedAt.toISOString(),
      reviewFlags: (flags.get(ref) ?? []).map(flagView),
      version,
      actions: actionsIn(state, whoIs(caller)),
      ...(code !== null && { code }),
      ...(permission !== null && { permission }),
      ...(booker !== null && { booker }),
    };
  });
}

export async function visitViewOf(
  manager: EntityManager,
  visit: VisitRow,
  caller: Principal,
): Promise<VisitView> {
  const [view] = await visitViewsOf(manager, [visit], caller);
  if (view === undefined) throw new Error('a view for each visit');
  return view;
}
