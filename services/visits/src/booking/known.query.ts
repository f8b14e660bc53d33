import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';

/** Of the contacts that are named those that the asker may name: a system its own, staff any. */
export async function namedOf(
  manager: EntityManager,
  contacts: readonly string[],
  system: string | null,
): Promise<string[]> {
  const found = await read<{ id: string }>(manager, {
    name: 'known-named',
    text: `SELECT c.id FROM contact c WHERE c.id = ANY ($1::uuid[]) AND ($2::text IS NULL OR c.owner = $2)`,
    values: [contacts, system],
  });
  return found.map(({ id }) => id);
}
