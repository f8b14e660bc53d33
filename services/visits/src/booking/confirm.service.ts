import {
  confirmHold,
  Refusal,
  visitBooked,
  visitRequested,
  type InputOf,
  type Principal,
  type VisitView,
} from '@kezek/contracts';
import type { Once, Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { apartOf } from '../detainees/detainees.service';
import { writeSession } from '../timetable/timetable.query';
import type { Opened } from '../timetable/timetable.service';
import { isStaff, whoIs } from './asker.rules';
import { AskingService, windowOf, type Checked } from './asking.service';
import { lockBooking } from './booking-locks.query';
import { CostsService } from './costs.service';
import { FullService } from './full.service';
import { saveHold } from './hold.query';
import type { HoldRow } from './hold.row';
import { decide } from './hold.rules';
import { HoldsService, timesOf } from './holds.service';
import { lockPools, seemsFull, takePlace } from './places.query';
import { newReference } from './reference.service';
import { insertVisit, visitOf } from './visit.query';
import { visitViewOf } from './visit-view.query';
import type { VisitRow } from './visit.row';

interface Confirming extends Checked {
  readonly caller: Principal;
  readonly opened: Opened;
  readonly now: Date;
}

/** From a place that is kept to a visit that is booked. */
@Injectable()
export class ConfirmService {
  constructor(
    private readonly full: FullService,
    private readonly asking: AskingService,
    private readonly holds: HoldsService,
    private readonly costs: CostsService,
  ) {}

  /** @throws Refusal `not-found`, `hold-wrong-state`, `booking-refused`, `pool-full` with alternatives */
  confirm(input: InputOf<typeof confirmHold>, caller: Principal): Promise<Once<VisitView>> {
    const { ref } = input.params;
    const call = { operation: confirmHold, input, client: caller.subject };
    return this.full.once(this.full.ofHold(ref), call, async (tx, now) => {
      const visit = await this.#confirm(tx, ref, caller, now);
      return visitViewOf(tx, visit, caller);
    });
  }

  async #confirm(tx: Tx, ref: string, caller: Principal, now: Date): Promise<VisitRow> {
    const { hold, opened } = await this.holds.own(tx, ref, caller);
    const decided = decide(hold, 'confirm', timesOf(opened, now));
    if (decided instanceof Refusal) throw decided;
    if (decided.done === true) return bookedBy(tx, hold);
    const apart = await apartOf(tx, hold.detainee);
    await lockBooking(tx, { detainees: [hold.detainee, ...apart], visitors: hold.members });
    await this.costs.lock(tx, hold.permission);
    const window = windowOf(opened.facility, hold.client, now);
    const checked = await this.asking.check(tx, opened, { party: hold, place: hold, caller, window });
    const confirming = { ...checked, caller, opened, now };
    const visit = visitFrom(hold, confirming);
    const kept = decided.winsAgain ? await this.#winAgain(tx, hold, confirming) : hold;
    await saveHold(tx, kept, converted(kept, visit));
    await this.#write(tx, hold, visit, caller);
    return visit;
  }

  /**
   * Its own place, where it still counts, is anybody's first. Whoever takes back the places of holds whose time has run
   * out may be quicker than who confirms in the last moment: that is a lost race, and then decided so.
   */
  async #winAgain(
    tx: Tx,
    { ref, members, ...place }: HoldRow,
    { opened, now, named }: Confirming,
  ): Promise<HoldRow> {
    if (await seemsFull(tx, place, members.length, now)) throw new Refusal('pool-full');
    await writeSession(tx, opened.facility.office, named.session);
    await lockPools(tx, [place]);
    const hold = await this.holds.expire(tx, ref, timesOf(opened, now));
    if (!(await takePlace(tx, hold, members.length, now))) throw new Refusal('pool-full');
    return hold;
  }

  async #write(tx: Tx, { members }: HoldRow, visit: VisitRow, caller: Principal): Promise<void> {
    const requested = visit.state === 'requested';
    await insertVisit(tx, visit, members, {
      action: requested ? 'request' : 'book',
      by: whoIs(caller),
      actor: caller.subject,
      event: requested ? visitRequested : visitBooked,
    });
    await this.costs.charge(tx, visit);
  }
}

const converted = (hold: HoldRow, { ref: visit }: VisitRow): HoldRow => ({
  ...hold,
  state: 'converted',
  visit,
  version: hold.version + 1,
});

async function bookedBy(tx: Tx, { ref, visit }: HoldRow): Promise<VisitRow> {
  const found = visit === null ? undefined : await visitOf(tx, visit);
  if (found === undefined) throw new Error(`hold ${ref} was converted into a visit`);
  return found;
}

function visitFrom(
  hold: HoldRow,
  { caller, opened: { facility }, named: { session }, knowledge, permission, now }: Confirming,
): VisitRow {
  const { client, detainee, pool, system, booker, members } = hold;
  const { date, startsAt, endsAt, definition } = session;
  return {
    ref: newReference(),
    facility: facility.office,
    session: session.id,
    pool,
    date,
    startsAt,
    endsAt,
    client,
    detainee,
    permission,
    persons: members.length,
    language: knowledge.known.language,
    service: facility.rules.queueServices[client],
    system,
    booker,
    bookedBy: caller.subject,
    bookedAt: now,
    state: definition.approval && !isStaff(caller) ? 'requested' : 'booked',
    code: null,
    live: true,
    version: 1,
    changedAt: now,
  };
}
