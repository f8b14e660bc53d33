import type { Language, RelationshipKind } from '@kezek/contracts';
import { In, type EntityManager } from 'typeorm';
import { ContactRow } from './contact.row';
import { personsOf } from './person.query';
import { BanRow, CredentialsRow, RelationshipRow } from './rights.row';
import type { Vault } from './vault.service';

interface Days {
  readonly from: string;
  readonly to: string | undefined;
}

/** What a booking asks of a visitor to a detainee, but for other bookings. */
export interface VisitorKnown {
  readonly birthDate: string;
  readonly language: Language;
  readonly relationship: (Days & { readonly kind: RelationshipKind; readonly approved: boolean }) | undefined;
  readonly bans: readonly Days[];
  readonly credentials: { readonly expiresOn: string; readonly defenceNotice: boolean } | undefined;
}

/** Of whom nothing is known there is nothing. */
export async function visitorsKnown(
  manager: EntityManager,
  vault: Vault,
  detainee: string,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, VisitorKnown>> {
  const asked = In([...contacts]);
  const rows = await manager.findBy(ContactRow, { id: asked });
  const persons = await personsOf(manager, vault, contacts);
  const relationships = await manager.findBy(RelationshipRow, { contact: asked, detainee });
  const bans = await manager.findBy(BanRow, { contact: asked, detainee });
  const credentials = await manager.findBy(CredentialsRow, { contact: asked });
  return new Map(
    rows.flatMap(({ id, language }): [string, VisitorKnown][] => {
      const person = persons.get(id);
      if (person === undefined) return [];
      const relationship = relationships.find(({ contact }) => contact === id);
      const certified = credentials.find(({ contact }) => contact === id);
      return [
        [
          id,
          {
            birthDate: person.birthDate,
            language,
            relationship: relationship && {
              kind: relationship.kind,
              approved: relationship.approved,
              ...daysOf(relationship),
            },
            bans: bans.filter(({ contact }) => contact === id).map(daysOf),
            credentials: certified && {
              expiresOn: certified.expiresOn,
              defenceNotice: certified.defenceNotice !== null,
            },
          },
        ],
      ];
    }),
  );
}

const daysOf = ({ fromDay, toDay }: { readonly fromDay: string; readonly toDay: string | null }): Days => ({
  from: fromDay,
  to: toDay ?? undefined,
});
