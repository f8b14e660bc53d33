import {
  Refusal,
  visitRescheduled,
  type InputOf,
  type Principal,
  type rescheduleVisit,
  type VisitView,
} from '@kezek/contracts';
import type { Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { writeSession } from '../timetable/timetable.query';
import type { Named } from '../timetable/timetable.service';
import { AskingService, windowOf } from './asking.service';
import { ChangingService, doingOf, type Asker, type Doing, type Found } from './changing.service';
import { CostsService } from './costs.service';
import { FullService } from './full.service';
import { givePlaces, lockPools, takePlace, type Place } from './places.query';
import { saveVisit } from './visit.query';
import { visitViewOf } from './visit-view.query';
import type { VisitRow } from './visit.row';
import { decide } from './visit.rules';

/** Another time or place for a visit. */
@Injectable()
export class ReschedulingService {
  constructor(
    private readonly full: FullService,
    private readonly asking: AskingService,
    private readonly changing: ChangingService,
    private readonly costs: CostsService,
  ) {}

  /** @throws Refusal `visit-wrong-state`, `booking-refused`, `pool-full` with alternatives */
  reschedule({ params, body }: InputOf<typeof rescheduleVisit>, asker: Asker): Promise<VisitView> {
    const place = ({ pool }: VisitRow): Place => ({ session: body.session, pool: body.pool ?? pool });
    return this.full.run(this.full.ofVisit(params.ref, place), async (tx, now) => {
      const found = await this.changing.find(tx, params.ref, asker);
      const moved = await this.move(tx, found, place(found.visit), { ...asker, ...doingOf(asker, now) });
      return visitViewOf(tx, moved, asker.caller);
    });
  }

  /**
   * To another place, with everything asked again; where it is there already nothing is done.
   * @throws Refusal `not-found`, `visit-wrong-state`, `booking-refused`, `pool-full`
   */
  async move(
    tx: Tx,
    found: Found,
    place: Place,
    moving: Doing & { readonly caller: Principal },
  ): Promise<VisitRow> {
    const { visit, members, opened } = found;
    const { now, by, actor, reason, caller } = moving;
    const decision = decide(visit, { action: 'reschedule' }, { now, by });
    if (decision instanceof Refusal) throw decision;
    if (visit.session === place.session && visit.pool === place.pool) return visit;
    const window = windowOf(opened.facility, visit.client, now);
    const party = { ...visit, members };
    const { named } = await this.asking.check(tx, opened, {
      party,
      place,
      caller,
      window,
      except: visit.ref,
    });
    await changePlace(tx, visit, { ...place, named, now });
    const { date, startsAt, endsAt } = named.session;
    const { session, pool } = place;
    const after: VisitRow = { ...decision.visit, session, pool, date, startsAt, endsAt };
    const deed = { action: 'reschedule', by, actor, reason, event: visitRescheduled };
    await saveVisit(tx, visit, after, deed);
    await this.costs.settle(tx, visit, after);
    return after;
  }
}

async function changePlace(
  tx: Tx,
  visit: VisitRow,
  { named, now, ...to }: Place & { readonly named: Named; readonly now: Date },
): Promise<void> {
  await writeSession(tx, visit.facility, named.session);
  await lockPools(tx, [visit, to]);
  await givePlaces(tx, visit, { persons: visit.persons });
  if (!(await takePlace(tx, to, visit.persons, now))) throw new Refusal('pool-full');
}
