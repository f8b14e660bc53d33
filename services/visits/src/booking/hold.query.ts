import { changesOf, columnsOf, insertNew, LostRace, read, rows, type Tx } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { HoldRow } from './hold.row';
import { newReference } from './reference.service';

const columns = columnsOf(HoldRow, 'h');
const changes = changesOf(HoldRow, 3);

export async function holdOf(manager: EntityManager, ref: string): Promise<HoldRow | undefined> {
  const [hold] = await read<HoldRow>(manager, {
    name: 'hold-by-ref',
    text: `SELECT ${columns} FROM hold h WHERE h.ref = $1`,
    values: [ref],
  });
  return hold;
}

/** The one that keeps another booker's, or the same one's, next hold off. */
export async function activeHoldOf(tx: Tx, system: string, booker: string): Promise<HoldRow | undefined> {
  const [hold] = await rows<HoldRow>(tx, {
    name: 'hold-of-booker',
    text: `SELECT ${columns} FROM hold h WHERE h.system = $1 AND h.booker = $2 AND h.state = 'active'`,
    values: [system, booker],
  });
  return hold;
}

/** @throws LostRace where it has changed since it was read: its time ran out, and somebody took its place back */
export async function saveHold(tx: Tx, before: HoldRow, after: HoldRow): Promise<void> {
  const saved = await rows(tx, {
    name: 'hold-save',
    text: `UPDATE hold SET ${changes.set} WHERE ref = $1 AND version = $2 RETURNING ref`,
    values: [before.ref, before.version, ...changes.valuesOf(after)],
  });
  if (saved.length !== 1) throw new LostRace(`hold ${before.ref} has changed since it was read`);
}

/** Under a new reference; one that is taken is drawn anew. */
export async function insertHold(tx: Tx, hold: Omit<HoldRow, 'ref' | 'version' | 'visit'>): Promise<HoldRow> {
  const written =
    (await insertNew(tx, HoldRow, { ...hold, ref: newReference() })) ??
    (await insertNew(tx, HoldRow, { ...hold, ref: newReference() }));
  if (written === undefined) throw new Error('a booker has one hold, and a lock sees to it');
  return written;
}
