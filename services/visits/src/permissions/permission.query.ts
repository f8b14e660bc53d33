import { permissionReturned, permissionUsed, Refusal, type EventDefinition } from '@kezek/contracts';
import { columnsOf, emit, insertNew, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { PermissionRow, PermissionUseRow } from './permission.row';
import { decide, type Decision } from './permission.rules';

const columns = columnsOf(PermissionRow, 'p');

/** What a booking asks of a permission; `usesLeft` as if the visit that is asked about had not used it. */
export interface PermissionKnown {
  readonly detainee: string;
  readonly people: readonly string[];
  readonly usesLeft: number;
  readonly revoked: boolean;
  readonly from: string;
  readonly to: string;
}

/** Of when, and on which day of the facility, something is done to a permission. */
export interface Moment {
  readonly now: Date;
  readonly today: string;
}

/** After the detainee's row, before the pools'. */
export async function lockPermission(tx: Tx, id: string): Promise<PermissionRow | undefined> {
  const [found] = await rows<PermissionRow>(tx, {
    name: 'permission-lock',
    text: `SELECT ${columns} FROM permission p WHERE p.id = $1 FOR NO KEY UPDATE`,
    values: [id],
  });
  return found;
}

export async function permissionKnown(
  manager: EntityManager,
  id: string,
  exceptVisit?: string,
): Promise<PermissionKnown | undefined> {
  const found = await manager.findOneBy(PermissionRow, { id });
  if (found === null) return undefined;
  const { detainee, people, state, validFrom: from, validTo: to } = found;
  const own = { permission: id, visit: exceptVisit ?? '', held: true };
  const usesLeft = found.usesLeft + ((await manager.existsBy(PermissionUseRow, own)) ? 1 : 0);
  return { detainee, people, usesLeft, revoked: state === 'revoked', from, to };
}

/**
 * A visit is booked by it: once, however often it is said.
 * @throws Refusal `permission-wrong-state` where nothing is left, or it was taken back
 */
export const usePermission = (tx: Tx, id: string, visit: string, at: Moment): Promise<void> =>
  turn(tx, { id, visit, held: true, at });

/** The visit costs nothing after all: once, however often it is said. */
export const giveBackPermission = (tx: Tx, id: string, visit: string, at: Moment): Promise<void> =>
  turn(tx, { id, visit, held: false, at });

interface Turn {
  readonly id: string;
  readonly visit: string;
  readonly held: boolean;
  readonly at: Moment;
}

async function turn(tx: Tx, { id, visit, held, at }: Turn): Promise<void> {
  const permission = await lockPermission(tx, id);
  if (permission === undefined) throw new Refusal('not-found', { detail: `permission ${id}` });
  const key = { permission: id, visit };
  const before = await tx.findOneBy(PermissionUseRow, key);
  if ((before?.held ?? false) === held) return;
  const decision = decide(permission, held ? 'use' : 'give-back', at.today);
  if (decision instanceof Refusal) throw decision;
  if ((await insertNew(tx, PermissionUseRow, { ...key, held })) === undefined)
    await tx.update(PermissionUseRow, key, { held });
  const after = await savePermission(tx, decision, at.now);
  await tellPermission(tx, after, held ? permissionUsed : permissionReturned, { visit });
}

/** Under the lock of its row. */
export async function savePermission(
  tx: Tx,
  { permission }: Decision<PermissionRow>,
  now: Date,
): Promise<PermissionRow> {
  const after = { ...permission, changedAt: now };
  const { id, state, usesLeft, version, changedAt } = after;
  await tx.update(PermissionRow, { id }, { state, usesLeft, version, changedAt });
  return after;
}

/** Neither the number nor the names: those are of the investigation. */
export async function tellPermission(
  tx: Tx,
  { id, detainee, state, usesLeft, validFrom, validTo, version, changedAt }: PermissionRow,
  definition: EventDefinition,
  more: object = {},
): Promise<void> {
  await emit(tx, {
    definition,
    subject: id,
    key: detainee,
    sequence: version,
    time: changedAt.toISOString(),
    data: { permission: id, state, usesLeft, validFrom, validTo, version, ...more },
  });
}
