import { randomUUID } from 'node:crypto';
import { DetaineeRow } from '../detainees/detainee.row';
import { ContactRow } from '../people/contact.row';
import { PersonalDataRow } from '../people/personal-data.row';
import { RelationshipRow } from '../people/rights.row';
import { Vault } from '../people/vault.service';
import { PermissionRow } from '../permissions/permission.row';
import type { VisitsFixture } from './visits.fixture';

/** A detainee, people who may visit, and the permission that names them. */
export interface Family {
  readonly detainee: string;
  readonly members: readonly string[];
  readonly permission: string;
}

interface Facts {
  readonly members?: number;
  readonly uses?: number;
  readonly approved?: boolean;
  /** Whose contacts they are. */
  readonly system?: string;
}

const spring = new Date('2026-03-01T00:00:00Z');

/** With whom nothing is wrong: written down at once, since how they came there isn't the point. */
export async function families(
  visits: VisitsFixture,
  office: string,
  count: number,
  more: Facts = {},
): Promise<Family[]> {
  const { members = 1, uses = 2, approved = true, system = 'portal' } = more;
  const all = Array.from({ length: count }, (): Family => ({
    detainee: randomUUID(),
    permission: randomUUID(),
    members: Array.from({ length: members }, () => randomUUID()),
  }));
  const { manager } = visits.dataSource;
  const vault = visits.app.get(Vault);
  const contacts = all.flatMap((family) => family.members.map((contact) => ({ ...family, contact })));
  await manager.insert(
    DetaineeRow,
    all.map(({ detainee }) => aDetainee(detainee, office)),
  );
  await manager.insert(
    ContactRow,
    contacts.map(({ contact }) => aContact(contact, office, system)),
  );
  await manager.insert(
    PersonalDataRow,
    contacts.map(({ contact }) => vault.close(contact, somebody)),
  );
  await manager.insert(
    RelationshipRow,
    contacts.map(({ contact, detainee }) => ({ contact, detainee, ...aParent, approved })),
  );
  await manager.insert(
    PermissionRow,
    all.map((family) => aPermission(family, uses)),
  );
  return all;
}

/** The first one's visitors, as a party to the second one's detainee. */
export async function alsoVisits(visits: VisitsFixture, one: Family, two: Family): Promise<Family> {
  const { manager } = visits.dataSource;
  const { detainee, permission } = two;
  for (const contact of one.members)
    await manager.insert(RelationshipRow, { contact, detainee, ...aParent, approved: true });
  await manager.update(PermissionRow, { id: permission }, { people: [...one.members] });
  return { ...two, members: one.members };
}

const somebody = {
  name: 'Айша Серік',
  birthDate: '1980-05-01',
  documentKind: 'id-card',
  documentNumber: '012345678',
  iin: null,
  phone: null,
  certificate: null,
};

const aParent = { kind: 'parent', fromDay: '2026-01-01', toDay: null } as const;

const aDetainee = (id: string, facility: string): DetaineeRow => ({
  id,
  facility,
  unit: null,
  status: 'accused',
  minor: false,
  body: null,
  whereabouts: 'in',
  since: spring,
  destination: null,
  expectedBackAt: null,
  asOf: spring,
  gaps: [],
});

const aContact = (id: string, office: string, owner: string): ContactRow => ({
  id,
  office,
  owner,
  language: 'kk',
  iinHash: null,
  identityHash: null,
  flags: [],
  version: 1,
  changedAt: spring,
  changedBy: owner,
});

const aPermission = ({ permission, detainee, members }: Family, uses: number): PermissionRow => ({
  id: permission,
  body: 'investigation',
  number: permission,
  detainee,
  people: [...members],
  state: 'active',
  uses,
  usesLeft: uses,
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  version: 1,
  changedAt: spring,
});
