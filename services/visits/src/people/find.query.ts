import { columnsOf, read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { ContactRow } from './contact.row';

/** So many are told at once; one more is read, to know whether there are others. */
export const foundAtMost = 100;

const columns = columnsOf(ContactRow, 'c');

/** Visitors of a facility and of its detainees who have every word, each as its hashes under all known secrets. */
export async function findByName(
  manager: EntityManager,
  office: string,
  words: readonly (readonly Buffer[])[],
): Promise<ContactRow[]> {
  if (words.length === 0) return [];
  const each = words.map(
    (_, index) =>
      `AND EXISTS (SELECT FROM contact_word w WHERE w.contact = c.id AND w.word = ANY($${String(index + 3)}::bytea[]))`,
  );
  return read<ContactRow>(manager, {
    text: `SELECT ${columns} FROM contact c
      WHERE (c.office IN ($1, '*') OR EXISTS (
        SELECT FROM relationship r JOIN detainee d ON d.id = r.detainee WHERE r.contact = c.id AND d.facility = $1))
        ${each.join(' ')}
      ORDER BY c.id LIMIT $2`,
    values: [office, foundAtMost + 1, ...words],
  });
}
