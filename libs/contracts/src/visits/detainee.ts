import { z } from 'zod';
import { code, id, instant, localDate, words } from '../kit/primitives';
import { officeCode } from '../queue/office';
import { restrictionKind } from './custody.events';
import { detaineeStatus } from './facility';
import { whereabouts } from './people';

/** What shows that something was never told: the beginning, a movement between two others, a number in the sequence. */
export const custodyGap = z
  .enum(['reception-missing', 'movement-missing', 'sequence-missing'])
  .meta({ id: 'CustodyGap' });
export type CustodyGap = z.output<typeof custodyGap>;

const days = { from: localDate, to: localDate.optional() };
const inOrder = ({ from, to }: { from: string; to?: string | undefined }): boolean =>
  to === undefined || from <= to;
const notBefore = { message: 'not before `from`', path: ['to'] };

export const restrictionRequest = z
  .strictObject({ kind: restrictionKind, ...days, basis: words(500) })
  .refine(inOrder, notBefore)
  .meta({ id: 'RestrictionRequest' });

/** `source`: who set it, and alone can change it. */
export const restriction = z
  .object({
    code,
    kind: restrictionKind,
    ...days,
    basis: z.string(),
    source: z.enum(['custody', 'facility']),
    lifted: z.boolean(),
  })
  .meta({ id: 'Restriction' });
export type Restriction = z.output<typeof restriction>;

/** By what the custody system has said; an opaque id, never a name. */
export const detainee = z
  .object({
    id,
    facility: officeCode.optional(),
    unit: code.optional(),
    status: detaineeStatus.optional(),
    minor: z.boolean(),
    body: code.optional(),
    whereabouts: whereabouts.optional(),
    since: instant.optional().describe('Of the whereabouts.'),
    destination: code.optional(),
    expectedBackAt: instant.optional(),
    asOf: instant.describe('Of the newest that was said.'),
    gaps: z.array(custodyGap),
    restrictions: z.array(restriction),
    apart: z.array(id).describe('Whom the detainee must not meet.'),
  })
  .meta({ id: 'Detainee' });
export type DetaineeView = z.output<typeof detainee>;

export const nonAssociationRequest = z
  .strictObject({ basis: words(500) })
  .meta({ id: 'NonAssociationRequest' });
export const nonAssociation = z
  .object({ detainees: z.tuple([id, id]), basis: z.string() })
  .meta({ id: 'NonAssociation' });
