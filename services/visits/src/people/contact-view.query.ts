import type { BanView, ContactFound, ContactInClear, ContactView, RelationshipView } from '@kezek/contracts';
import type { EntityManager } from 'typeorm';
import type { ContactRow } from './contact.row';
import { maskedDate, maskedName, maskedNumber } from './name.rules';
import { BanRow, CredentialsRow, RelationshipRow } from './rights.row';
import type { Person } from './vault.service';

const given = ({ iin, phone }: Pick<Person, 'iin' | 'phone'>, told: (number: string) => string) => ({
  ...(iin !== null && { iin: told(iin) }),
  ...(phone !== null && { phone: told(phone) }),
});

const knownOf = ({ id, office, language, version }: ContactRow) => ({ id, office, language, version });

/** Masked. */
export const foundOf = (row: ContactRow, person: Person): ContactFound => ({
  ...knownOf(row),
  name: maskedName(person.name),
  birthDate: maskedDate(person.birthDate),
  document: { kind: person.documentKind, number: maskedNumber(person.documentNumber) },
  ...given(person, maskedNumber),
});

/** As it is: only for whom it has been written down. */
export const inClear = (row: ContactRow, person: Person): ContactInClear => ({
  ...knownOf(row),
  name: person.name,
  birthDate: person.birthDate,
  document: { kind: person.documentKind, number: person.documentNumber },
  ...given(person, (number) => number),
  ...(person.certificate !== null && { certificate: person.certificate }),
});

/** Masked, with the visitor's rights; what is said of bans and doubts is for staff. */
export async function viewOf(
  manager: EntityManager,
  row: ContactRow,
  person: Person,
  forStaff: boolean,
): Promise<ContactView> {
  const of = { where: { contact: row.id }, order: { detainee: 'ASC' } } as const;
  const relationships = await manager.find(RelationshipRow, of);
  const credentials = await manager.findOneBy(CredentialsRow, { contact: row.id });
  const bans = forStaff ? await manager.find(BanRow, of) : [];
  return {
    ...foundOf(row, person),
    relationships: relationships.map(relationshipView),
    ...(credentials && { credentials: credentialsView(credentials, person) }),
    ...(forStaff && { bans: bans.map(banView), flags: row.flags }),
  };
}

const daysOf = ({ fromDay, toDay }: { readonly fromDay: string; readonly toDay: string | null }) => ({
  from: fromDay,
  ...(toDay !== null && { to: toDay }),
});

export const relationshipView = ({
  detainee,
  kind,
  approved,
  ...days
}: RelationshipRow): RelationshipView => ({
  detainee,
  kind,
  approved,
  ...daysOf(days),
});

export const banView = ({ detainee, basis, ...days }: BanRow): BanView => ({
  detainee,
  ...daysOf(days),
  basis,
});

export const credentialsView = ({ defenceNotice, expiresOn }: CredentialsRow, { certificate }: Person) => ({
  certificate: maskedNumber(certificate ?? ''),
  defenceNotice: defenceNotice !== null,
  expiresOn,
});
