import { z } from 'zod';

export const relationshipKind = z
  .enum(['spouse', 'parent', 'child', 'sibling', 'other', 'defence-counsel'])
  .meta({ id: 'RelationshipKind' });
export type RelationshipKind = z.output<typeof relationshipKind>;

/** By the custody system's last word. */
export const whereabouts = z
  .enum(['in', 'court', 'hospital', 'transferred', 'released'])
  .meta({ id: 'Whereabouts' });
export type Whereabouts = z.output<typeof whereabouts>;
