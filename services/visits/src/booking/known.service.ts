import type { Language } from '@kezek/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { detaineeKnown, type DetaineeKnown } from '../detainees/known.query';
import { visitorsKnown, type VisitorKnown } from '../people/known.query';
import { Vault } from '../people/vault.service';
import { permissionKnown } from '../permissions/permission.query';
import type { PermissionFacts } from './check.rules';
import { namedOf } from './known.query';

/** Who wants to visit whom, by what. */
interface Asked {
  readonly detainee: string;
  readonly members: readonly string[];
  readonly permission?: string | null | undefined;
  readonly system: string | null;
}

interface Moment {
  readonly timeZone: string;
  readonly now: Date;
  /** The visit that is asked about: as if it had not used the permission. */
  readonly except?: string | undefined;
}

export interface Known {
  /** Undefined where nobody knows of such a person. */
  readonly detainee: DetaineeKnown | undefined;
  readonly members: ReadonlyMap<string, VisitorKnown>;
  /** Of who leads the party. */
  readonly language: Language;
  readonly permission: PermissionFacts | undefined;
}

/** Of none the same is asked. */
const noPermission = '00000000-0000-0000-0000-000000000000';

/** What is known of a party, whatever day it is about; of somebody unknown the same is asked. */
@Injectable()
export class KnownService {
  constructor(private readonly vault: Vault) {}

  async know(manager: EntityManager, asked: Asked, moment: Moment): Promise<Known> {
    const { members: named, permission, system } = asked;
    const detainee = await detaineeKnown(manager, asked.detainee, moment);
    const own = await namedOf(manager, named, system);
    const members = await visitorsKnown(manager, this.vault, asked.detainee, own);
    return {
      detainee,
      members,
      language: members.get(named[0] ?? '')?.language ?? 'kk',
      permission: await permissionKnown(manager, permission ?? noPermission, moment.except),
    };
  }
}
