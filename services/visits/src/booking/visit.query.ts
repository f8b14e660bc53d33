import type { EventDefinition } from '@kezek/contracts';
import { changesOf, columnsOf, emit, insertNew, LostRace, read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { visitEvent } from './visit-event.rules';
import { EntitlementRow, VisitChangeRow, VisitMemberRow, VisitRow } from './visit.row';
import type { Entry } from './entitlement.rules';
import type { Who } from './visit.rules';

const columns = columnsOf(VisitRow, 'v');
const changes = changesOf(VisitRow, 3);

/** Who did what, and said why. */
export interface Deed {
  readonly action: string;
  readonly by: Who;
  /** The token's subject, or `system`. */
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly event: EventDefinition;
  /** What the event says beside the visit. */
  readonly said?: Readonly<Record<string, unknown>>;
}

export async function visitOf(manager: EntityManager, ref: string): Promise<VisitRow | undefined> {
  const [visit] = await read<VisitRow>(manager, {
    name: 'visit-by-ref',
    text: `SELECT ${columns} FROM visit v WHERE v.ref = $1`,
    values: [ref],
  });
  return visit;
}

export const membersOf = (manager: EntityManager, visits: readonly string[]): Promise<VisitMemberRow[]> =>
  read(manager, {
    name: 'visit-members',
    text: `SELECT ${columnsOf(VisitMemberRow, 'm')} FROM visit_member m
      WHERE m.visit = ANY ($1::text[]) ORDER BY m.visit, NOT m.lead, m.contact`,
    values: [visits],
  });

/** A new visit with its party, the first line of its history, and its event. */
export async function insertVisit(
  tx: Tx,
  visit: VisitRow,
  members: readonly string[],
  deed: Deed,
): Promise<void> {
  if ((await insertNew(tx, VisitRow, visit)) === undefined)
    throw new Error('nobody else has the reference, the session, the time: locks and rules have seen to it');
  const { startsAt, endsAt, live } = visit;
  await tx.insert(
    VisitMemberRow,
    members.map((contact, index) => ({
      visit: visit.ref,
      contact,
      lead: index === 0,
      startsAt,
      endsAt,
      live,
    })),
  );
  await note(tx, visit, deed);
}

/** @throws LostRace where somebody else has changed it since it was read */
export async function saveVisit(tx: Tx, before: VisitRow, after: VisitRow, deed: Deed): Promise<void> {
  const saved = await rows(tx, {
    name: 'visit-save',
    text: `UPDATE visit SET ${changes.set} WHERE ref = $1 AND version = $2 RETURNING ref`,
    values: [before.ref, before.version, ...changes.valuesOf(after)],
  });
  if (saved.length !== 1) throw new LostRace(`visit ${before.ref} has changed since it was read`);
  await note(tx, after, deed);
}

async function note(tx: Tx, visit: VisitRow, deed: Deed): Promise<void> {
  const { ref, version, state, changedAt: at, code, session, startsAt } = visit;
  const { action, by, actor, reason = null, event, said } = deed;
  const line = { visit: ref, version, action, state, at, by, actor, code, reason, session, startsAt };
  await tx.insert(VisitChangeRow, line);
  await emit(tx, visitEvent(event, visit, said));
}

/** Asked for, and would have begun; so many at once. */
export async function undecided(tx: Tx, now: Date): Promise<string[]> {
  const found = await rows<{ ref: string }>(tx, {
    name: 'visits-undecided',
    text: `SELECT v.ref FROM visit v WHERE v.state = 'requested' AND v.starts_at <= $1 ORDER BY v.starts_at, v.ref LIMIT 100`,
    values: [now],
  });
  return found.map(({ ref }) => ref);
}

export const historyOf = (manager: EntityManager, visit: string): Promise<VisitChangeRow[]> =>
  manager.find(VisitChangeRow, { where: { visit }, order: { version: 'ASC' } });

export async function noteEntitlement(
  tx: Tx,
  detainee: string,
  entries: readonly Entry[],
  at: Date,
): Promise<void> {
  if (entries.length > 0)
    await tx.insert(
      EntitlementRow,
      entries.map((entry) => ({ ...entry, detainee, at })),
    );
}
