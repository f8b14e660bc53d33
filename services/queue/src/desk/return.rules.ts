import type { Office } from '@kezek/contracts';
import { addDays, latest } from '@kezek/platform';
import { beginningOf, dayOf, openingOf } from '../offices/opening.rules';

/** When an office receives nobody more on a business day that it opens on, from now on. */
export function endOf(office: Office, day: string, now: Date): Date {
  const dayEnds = beginningOf(office, addDays(day, 1));
  let end = latest(beginningOf(office, day), now);
  for (let at = end; ;) {
    const opening = openingOf(office, at, false);
    if (opening.open) {
      if (opening.until === undefined || opening.until >= dayEnds) return dayEnds;
      end = at = opening.until;
    } else {
      const { opensAt } = opening;
      if (opensAt === undefined || dayOf(office, opensAt) !== day) return end;
      at = opensAt;
    }
  }
}
