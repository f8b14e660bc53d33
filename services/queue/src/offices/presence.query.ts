import type { Resource } from '@kezek/contracts';
import { read } from '@kezek/platform';
import type { EntityManager } from 'typeorm';

/** Who of the resources of an office is present; what nobody has said is not. */
export async function presentIn(manager: EntityManager, office: string): Promise<Resource[]> {
  const found = await read<{ resource: Resource }>(manager, {
    name: 'resources-present',
    text: 'SELECT resource FROM resource_presence WHERE office = $1 AND present',
    values: [office],
  });
  return found.map(({ resource }) => resource);
}
