import { z } from 'zod';
import { code, id, language, localDate, version, words } from '../kit/primitives';
import { officeCode } from '../queue/office';

export const relationshipKind = z
  .enum(['spouse', 'parent', 'child', 'sibling', 'other', 'defence-counsel'])
  .meta({ id: 'RelationshipKind' });
export type RelationshipKind = z.output<typeof relationshipKind>;

/** By the custody system's last word. */
export const whereabouts = z
  .enum(['in', 'court', 'hospital', 'transferred', 'released'])
  .meta({ id: 'Whereabouts' });
export type Whereabouts = z.output<typeof whereabouts>;

/** Days of the facility, both included; without `to` for good. */
const days = { from: localDate, to: localDate.optional() };
const inOrder = ({ from, to }: { from: string; to?: string | undefined }): boolean =>
  to === undefined || from <= to;
const notBefore = { message: 'not before `from`', path: ['to'] };

const document = z.strictObject({ kind: code, number: words(40) });
const personal = {
  name: words(200).describe('As in the document.'),
  birthDate: localDate,
  document,
  iin: z
    .string()
    .max(20)
    .optional()
    .describe('Twelve digits; with birth date and name it says who somebody is.'),
  phone: z.string().max(30).optional(),
};

export const contactRequest = z
  .strictObject({
    ...personal,
    language,
    office: officeCode
      .optional()
      .describe(
        "Whose visitor it is; absent: the token's own facility, or every one where it has no single one.",
      ),
  })
  .meta({ id: 'ContactRequest' });
export type ContactRequest = z.output<typeof contactRequest>;

const relationship = {
  kind: relationshipKind,
  approved: z.boolean().default(false).describe('By staff alone.'),
  ...days,
};
export const relationshipRequest = z
  .strictObject(relationship)
  .refine(inOrder, notBefore)
  .meta({ id: 'RelationshipRequest' });
export const relationshipView = z
  .object({ detainee: id, ...relationship, approved: z.boolean() })
  .meta({ id: 'Relationship' });
export type RelationshipView = z.output<typeof relationshipView>;

export const banRequest = z
  .strictObject({ ...days, basis: words(500) })
  .refine(inOrder, notBefore)
  .meta({ id: 'BanRequest' });
export const banView = z.object({ detainee: id, ...days, basis: z.string() }).meta({ id: 'Ban' });
export type BanView = z.output<typeof banView>;

export const credentialsRequest = z
  .strictObject({
    certificate: words(60).describe("Number of the advocate's certificate."),
    defenceNotice: z
      .union([words(100), z.boolean()])
      .optional()
      .describe('Its number, or that there is one.'),
    expiresOn: localDate,
  })
  .meta({ id: 'CredentialsRequest' });
export const credentialsView = z
  .object({ certificate: z.string().describe('Masked.'), defenceNotice: z.boolean(), expiresOn: localDate })
  .meta({ id: 'Credentials' });

/** What is to be looked at of a contact: the same IIN stands with another name or birth date. */
export const contactFlag = z.enum(['iin-of-another']).meta({ id: 'ContactFlag' });
export type ContactFlag = z.output<typeof contactFlag>;

const masked = z.string().describe('Masked.');
const maskedPersonal = {
  name: masked,
  birthDate: masked,
  document: z.object({ kind: code, number: masked }),
  iin: masked.optional(),
  phone: masked.optional(),
};
const known = { id, office: z.string().describe('A facility, or `*`.'), language, version };

export const contactView = z
  .object({
    ...known,
    ...maskedPersonal,
    relationships: z.array(relationshipView),
    credentials: credentialsView.optional(),
    bans: z.array(banView).optional().describe('For staff.'),
    flags: z.array(contactFlag).optional().describe('For staff.'),
  })
  .meta({ id: 'VisitorContact' });
export type ContactView = z.output<typeof contactView>;

export const contactFound = z.object({ ...known, ...maskedPersonal }).meta({ id: 'ContactFound' });
export type ContactFound = z.output<typeof contactFound>;

export const contactInClear = z
  .object({
    ...known,
    name: z.string(),
    birthDate: localDate,
    document: z.object({ kind: code, number: z.string() }),
    iin: z.string().optional(),
    phone: z.string().optional(),
    certificate: z.string().optional(),
  })
  .meta({ id: 'ContactInClear' });
export type ContactInClear = z.output<typeof contactInClear>;
