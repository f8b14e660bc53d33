import {
  holdPlace,
  Refusal,
  type changeHold,
  type HoldView,
  type InputOf,
  type Principal,
  type releaseHold,
} from '@kezek/contracts';
import { Work, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { dayIn } from '../facilities/facilities.service';
import { limitOn } from '../facilities/limits.rules';
import { shareTimetable } from '../facilities/timetable-lock.query';
import { writeSession } from '../timetable/timetable.query';
import { TimetableService, type Named, type Opened } from '../timetable/timetable.service';
import { isStaff, mayTouch } from './asker.rules';
import { AskingService, windowOf, type PartyAsked } from './asking.service';
import { ownFacility } from './availability.service';
import { lockBooking } from './booking-locks.query';
import { FullService } from './full.service';
import { activeHoldOf, holdOf, insertHold, saveHold } from './hold.query';
import type { HoldRow } from './hold.row';
import { decide, keptUntil, stateAt, type Facts } from './hold.rules';
import { holdViewOf } from './hold-view.service';
import { givePlaces, lockPools, resizePlace, seemsFull, takePlace, type Place } from './places.query';

/** What a hold is about, as far as it can be asked. */
interface Wanted extends PartyAsked, Place {}

interface Asked {
  readonly caller: Principal;
  readonly opened: Opened;
  readonly now: Date;
}

/** Keeps places for some minutes. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly work: Work,
    private readonly timetable: TimetableService,
    private readonly asking: AskingService,
    private readonly full: FullService,
  ) {}

  /** @throws Refusal `booking-refused`, `pool-full` with alternatives, `hold-exists` */
  hold(input: InputOf<typeof holdPlace>, caller: Principal): Promise<Once<HoldView>> {
    const { body } = input;
    const booker = bookerOf(caller, body.booker);
    const wanted = { ...body, system: booker === undefined ? null : caller.subject };
    const call = { operation: holdPlace, input, client: caller.subject };
    return this.full.once(
      () => Promise.resolve(wanted),
      call,
      async (tx, now) => {
        const opened = await this.#openFor(tx, body.session, caller);
        if (booker) await lockBooking(tx, { booker: `${caller.subject} ${booker}` });
        const asked = { caller, opened, now };
        const named = await this.#allowed(tx, wanted, asked);
        const earlier = booker ? await activeHoldOf(tx, caller.subject, booker) : undefined;
        if (earlier && stateAt(earlier, now) === 'active')
          throw new Refusal('hold-exists', { extra: { hold: earlier.ref } });
        await this.#take(tx, { to: body, members: body.members, named, from: earlier }, asked);
        const hold = await this.#write(tx, wanted, booker, asked);
        return holdViewOf(hold, opened, named, now);
      },
    );
  }

  /** @throws Refusal `not-found`, `hold-wrong-state`, `booking-refused`, `pool-full` with alternatives */
  change({ params, body }: InputOf<typeof changeHold>, caller: Principal): Promise<HoldView> {
    const wanted = (hold: HoldRow): Wanted => ({
      ...hold,
      session: body.session ?? hold.session,
      pool: body.pool ?? hold.pool,
      members: body.members ?? hold.members,
      permission: body.permission ?? hold.permission,
    });
    return this.full.run(this.full.ofHold(params.ref, wanted), async (tx, now) => {
      const { hold, opened } = await this.own(tx, params.ref, caller);
      const decided = decide(hold, 'change', timesOf(opened, now));
      if (decided instanceof Refusal) throw decided;
      const to = wanted(hold);
      if ((await this.timetable.facilityOf(tx, to.session)) !== hold.facility) throw new Refusal('not-found');
      const asked = { caller, opened, now };
      const named = await this.#allowed(tx, to, asked);
      await this.#move(tx, hold, to, { ...asked, named });
      const { session, pool, members, permission = null } = to;
      const after = { ...decided.hold, session, pool, members, permission };
      await saveHold(tx, hold, after);
      return holdViewOf(after, opened, named, now);
    });
  }

  /** @throws Refusal `not-found`, `hold-wrong-state` */
  release({ params }: InputOf<typeof releaseHold>, caller: Principal): Promise<HoldView> {
    return this.work.run(async (tx, now) => {
      const { opened, hold: looked } = await this.own(tx, params.ref, caller);
      await lockPools(tx, [looked]);
      const hold = (await holdOf(tx, looked.ref)) ?? looked;
      const named = this.timetable.session(opened, hold.session);
      const decided = decide(hold, 'release', timesOf(opened, now));
      if (decided instanceof Refusal) throw decided;
      if (decided.done === true) return holdViewOf(hold, opened, named, now);
      // Somebody else may have had its place already.
      if (hold.state === 'active') await givePlaces(tx, hold, { persons: hold.members.length });
      await saveHold(tx, hold, decided.hold);
      return holdViewOf(decided.hold, opened, named, now);
    });
  }

  /** The facility of a session, as nobody changes it meanwhile. @throws Refusal `not-found` */
  async #openFor(tx: Tx, session: string, caller: Principal): Promise<Opened> {
    const facility = ownFacility(caller, await this.timetable.facilityOf(tx, session));
    await shareTimetable(tx, facility);
    return this.timetable.read(tx, facility);
  }

  /** A hold that nobody else changes meanwhile, but for who takes back its place. @throws Refusal `not-found` */
  async own(tx: Tx, ref: string, caller: Principal): Promise<{ hold: HoldRow; opened: Opened }> {
    const found = await holdOf(tx, ref);
    if (found === undefined || !mayTouch(caller, found)) throw new Refusal('not-found');
    await shareTimetable(tx, found.facility);
    await lockBooking(tx, { hold: ref });
    const opened = await this.timetable.read(tx, found.facility);
    return { hold: (await holdOf(tx, ref)) ?? found, opened };
  }

  /** Under its pool's lock: its place is anybody's, if nobody has taken it back yet. */
  async expire(tx: Tx, ref: string, facts: Facts): Promise<HoldRow> {
    const hold = await holdOf(tx, ref);
    if (hold === undefined) throw new Error(`hold ${ref} was read`);
    if (hold.state !== 'active') return hold;
    const decided = decide(hold, 'expire', facts);
    if (decided instanceof Refusal) throw decided;
    await givePlaces(tx, hold, { persons: hold.members.length });
    await saveHold(tx, hold, decided.hold);
    return decided.hold;
  }

  async #allowed(tx: Tx, party: Wanted, { caller, opened, now }: Asked): Promise<Named> {
    const window = windowOf(opened.facility, party.client, now);
    const { named } = await this.asking.check(tx, opened, { party, place: party, caller, window });
    return named;
  }

  /** A new place; and the one of the booker's earlier hold, whose time has run out, is anybody's again. */
  async #take(tx: Tx, { to, members, named, from }: Taking, { opened, now }: Asked): Promise<void> {
    if (await seemsFull(tx, to, members.length, now)) throw new Refusal('pool-full');
    await writeSession(tx, opened.facility.office, named.session);
    if (from !== undefined) {
      await lockPools(tx, [from, to]);
      await this.expire(tx, from.ref, timesOf(opened, now));
    }
    if (!(await takePlace(tx, to, members.length, now))) throw new Refusal('pool-full');
  }

  async #move(
    tx: Tx,
    hold: HoldRow,
    to: Wanted,
    { named, opened, now }: Asked & { named: Named },
  ): Promise<void> {
    const [before, after] = [hold.members.length, to.members.length];
    if (hold.session === to.session && hold.pool === to.pool) {
      if (!(await resizePlace(tx, to, after - before, now))) throw new Refusal('pool-full');
      return;
    }
    await writeSession(tx, opened.facility.office, named.session);
    await lockPools(tx, [hold, to]);
    await givePlaces(tx, hold, { persons: before });
    if (!(await takePlace(tx, to, after, now))) throw new Refusal('pool-full');
  }

  #write(
    tx: Tx,
    { session, pool, client, detainee, members, permission = null }: Wanted,
    booker: string | undefined,
    { caller, opened, now }: Asked,
  ): Promise<HoldRow> {
    return insertHold(tx, {
      facility: opened.facility.office,
      session,
      pool,
      client,
      detainee,
      members,
      permission,
      system: booker === undefined ? null : caller.subject,
      booker: booker ?? null,
      heldBy: caller.subject,
      state: 'active',
      createdAt: now,
      expiresAt: keptUntil(now, timesOf(opened, now)),
    });
  }
}

interface Taking {
  readonly to: Place;
  readonly members: readonly string[];
  readonly named: Named;
  readonly from: HoldRow | undefined;
}

/** For how long a place is kept, on this day. */
export function timesOf({ facility }: Opened, now: Date): Facts {
  const day = dayIn(facility, now);
  const minutes = (name: 'holdMinutes' | 'holdAtMostMinutes') =>
    limitOn(facility.rules, name, day)?.value ?? facility.rules[name];
  return { now, holdMinutes: minutes('holdMinutes'), holdAtMostMinutes: minutes('holdAtMostMinutes') };
}

/** Who is not staff acts for somebody, and says for whom. @throws Refusal `invalid-request` */
function bookerOf(caller: Principal, booker: string | undefined): string | undefined {
  if (isStaff(caller)) return undefined;
  if (booker === undefined)
    throw new Refusal('invalid-request', { errors: [{ pointer: '/booker', code: 'missing' }] });
  return booker;
}
