import { insertNew, rows, type Tx } from '@kezek/platform';
import { In, type EntityManager } from 'typeorm';
import { ContactWordRow } from './contact.row';
import { PersonalDataRow } from './personal-data.row';
import type { Marks, Person, Vault } from './vault.service';

/** Who the visitor is. */
export async function personOf(manager: EntityManager, vault: Vault, contact: string): Promise<Person> {
  return vault.open(await manager.findOneByOrFail(PersonalDataRow, { contact }));
}

/** Who visitors are, by their ids. */
export async function personsOf(
  manager: EntityManager,
  vault: Vault,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  const found = await manager.findBy(PersonalDataRow, { contact: In([...contacts]) });
  return new Map(found.map((row) => [row.contact, vault.open(row)]));
}

/** Writes who a visitor is over what was known. */
export async function writePerson(tx: Tx, vault: Vault, contact: string, person: Person): Promise<void> {
  const { contact: _, ...sealed } = vault.close(contact, person);
  if ((await insertNew(tx, PersonalDataRow, { contact, ...sealed })) === undefined)
    await tx.update(PersonalDataRow, { contact }, sealed);
}

export async function writeWords(tx: Tx, contact: string, words: Marks['words']): Promise<void> {
  await tx.delete(ContactWordRow, { contact });
  for (const word of words) await tx.insert(ContactWordRow, { contact, word });
}

/** Others with the same IIN wait for each other: of two at once one sees what the other has written. */
export async function lockIin(tx: Tx, hashes: readonly Buffer[]): Promise<void> {
  const keys = hashes.map((hash) => hash.readBigInt64BE().toString()).sort();
  for (const key of keys) await rows(tx, { text: 'SELECT pg_advisory_xact_lock($1::bigint)', values: [key] });
}

/** Others who stand with the IIN. */
export async function othersWithIin(tx: Tx, hashes: readonly Buffer[], contact: string): Promise<string[]> {
  const found = await rows<{ id: string }>(tx, {
    text: 'SELECT id FROM contact WHERE iin_hash = ANY($1::bytea[]) AND id <> $2',
    values: [hashes, contact],
  });
  return found.map(({ id }) => id);
}
