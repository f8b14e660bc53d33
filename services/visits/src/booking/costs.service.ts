import type { Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { entriesFor, isCounted } from './entitlement.rules';
import { FacilitiesService } from '../facilities/facilities.service';
import {
  giveBackPermission,
  lockPermission,
  usePermission,
  type Moment,
} from '../permissions/permission.query';
import { noteEntitlement } from './visit.query';
import type { VisitRow } from './visit.row';
import { costsOf } from './visit.rules';

/** What a visit costs, a month's visit and a use of the permission: both follow from its state and code alone. */
@Injectable()
export class CostsService {
  constructor(private readonly facilities: FacilitiesService) {}

  /** After the visitors', before the pools'. */
  async lock(tx: Tx, permission: string | null): Promise<void> {
    if (permission !== null) await lockPermission(tx, permission);
  }

  /** Of a new visit. */
  async charge(tx: Tx, visit: VisitRow): Promise<void> {
    await noteEntitlement(
      tx,
      visit.detainee,
      entriesFor(visit.ref, undefined, monthFor(visit)),
      visit.changedAt,
    );
    if (visit.permission !== null)
      await usePermission(tx, visit.permission, visit.ref, await this.#momentOf(tx, visit));
  }

  /** Of one that has changed: what it costs no more is given back, and another month is another month. */
  async settle(tx: Tx, before: VisitRow, after: VisitRow): Promise<void> {
    const entries = entriesFor(after.ref, monthFor(before), monthFor(after));
    await noteEntitlement(tx, after.detainee, entries, after.changedAt);
    if (after.permission === null) return;
    const [cost, costs] = [costsOf(before).permission, costsOf(after).permission];
    if (cost === costs) return;
    const at = await this.#momentOf(tx, after);
    if (costs) await usePermission(tx, after.permission, after.ref, at);
    else await giveBackPermission(tx, after.permission, after.ref, at);
  }

  async #momentOf(tx: Tx, { facility, changedAt: now }: VisitRow): Promise<Moment> {
    return { now, today: await this.facilities.dayAt(tx, facility, now) };
  }
}

/** The day in whose month it counts; undefined where it costs nobody a visit. */
const monthFor = (visit: VisitRow): string | undefined =>
  isCounted(visit.client) && costsOf(visit).entitlement ? visit.date : undefined;
