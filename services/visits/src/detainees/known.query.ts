import type { DetaineeStatus, RestrictionKind, Whereabouts } from '@kezek/contracts';
import { localMoment } from '@kezek/platform';
import type { EntityManager } from 'typeorm';
import { courtDaysOf } from './custody.rules';
import { DetaineeRow } from './detainee.row';
import { RestrictionRow } from './restriction.row';

/** What a booking asks of a detainee, but for other bookings. */
export interface DetaineeKnown {
  readonly id: string;
  readonly facility: string | undefined;
  readonly unit: string | undefined;
  readonly status: DetaineeStatus | undefined;
  readonly minor: boolean;
  readonly whereabouts: Whereabouts;
  readonly restrictions: readonly {
    readonly kind: RestrictionKind;
    readonly from: string;
    readonly to: string | undefined;
  }[];
  readonly courtDays: readonly string[];
}

/** Undefined where nobody has said anything. @param timeZone of the facility */
export async function detaineeKnown(
  manager: EntityManager,
  id: string,
  { timeZone, now }: { readonly timeZone: string; readonly now: Date },
): Promise<DetaineeKnown | undefined> {
  const row = await manager.findOneBy(DetaineeRow, { id });
  // Asked of somebody unknown, too: how long an answer takes must not tell.
  const restrictions = await manager.findBy(RestrictionRow, { detainee: id, lifted: false });
  if (row === null) return undefined;
  return {
    id,
    facility: row.facility ?? undefined,
    unit: row.unit ?? undefined,
    status: row.status ?? undefined,
    minor: row.minor,
    // Of whose place nothing was said nobody can be visited.
    whereabouts: row.whereabouts ?? 'released',
    restrictions: restrictions.map(({ kind, fromDay: from, toDay }) => ({
      kind,
      from,
      to: toDay ?? undefined,
    })),
    courtDays: courtDaysOf(row, (at) => localMoment(at, timeZone).date, now),
  };
}
