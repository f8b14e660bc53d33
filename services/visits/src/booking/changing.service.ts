import { Refusal, type Principal } from '@kezek/contracts';
import type { Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { apartOf } from '../detainees/detainees.service';
import { shareTimetable } from '../facilities/timetable-lock.query';
import type { Opened } from '../timetable/timetable.service';
import { mayTouch, whoIs } from './asker.rules';
import { AskingService } from './asking.service';
import { lockBooking } from './booking-locks.query';
import { CostsService } from './costs.service';
import { givePlaces } from './places.query';
import { saveVisit, visitOf, membersOf } from './visit.query';
import type { VisitRow } from './visit.row';
import { decide, hasPlace, type Command, type Who } from './visit.rules';

/** Who asks for a change, and of which version. */
export interface Asker {
  readonly caller: Principal;
  readonly booker?: string | undefined;
  readonly ifMatch?: number | undefined;
}

/** By whom something is done, and when. */
export interface Doing {
  readonly by: Who;
  /** The token's subject, or `system`. */
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly now: Date;
  readonly detaineeArrived?: boolean;
}

export interface Found {
  readonly visit: VisitRow;
  readonly members: readonly string[];
  readonly opened: Opened;
}

export const doingOf = ({ caller }: Asker, now: Date, reason?: string): Doing => ({
  by: whoIs(caller),
  actor: caller.subject,
  reason,
  now,
});

/** The one way in which a visit changes after its booking, whoever asks. */
@Injectable()
export class ChangingService {
  constructor(
    private readonly asking: AskingService,
    private readonly costs: CostsService,
  ) {}

  /**
   * The visit as it is, and nobody decides on the same detainee, visitors or permission meanwhile.
   * @throws Refusal `not-found`, `version-mismatch`
   */
  async find(tx: Tx, ref: string, { caller, booker, ifMatch }: Asker): Promise<Found> {
    const looked = await visitOf(tx, ref);
    if (looked === undefined || !mayTouch(caller, looked, booker)) throw new Refusal('not-found');
    await shareTimetable(tx, looked.facility);
    return this.lock(tx, looked, ifMatch);
  }

  /** Under the lock of the timetable. @throws Refusal `version-mismatch` */
  async lock(tx: Tx, looked: VisitRow, ifMatch?: number): Promise<Found> {
    const members = (await membersOf(tx, [looked.ref])).map(({ contact }) => contact);
    const detainees = [looked.detainee, ...(await apartOf(tx, looked.detainee))];
    await lockBooking(tx, { detainees, visitors: members });
    await this.costs.lock(tx, looked.permission);
    const visit = (await visitOf(tx, looked.ref)) ?? looked;
    if (ifMatch !== undefined && ifMatch !== visit.version) throw new Refusal('version-mismatch');
    return { visit, members, opened: await this.asking.read(tx, visit.facility) };
  }

  /**
   * Decides on the visit as it was read and writes it: state, history, event, place and costs together. What had been
   * done before is answered as it is.
   * @throws Refusal of the rules
   */
  async apply(tx: Tx, before: VisitRow, command: Command, doing: Doing): Promise<VisitRow> {
    const { by, actor, reason, now, detaineeArrived } = doing;
    const facts = { now, by, ...(detaineeArrived !== undefined && { detaineeArrived }) };
    const decision = decide(before, command, facts);
    if (decision instanceof Refusal) throw decision;
    const { event } = decision;
    if (event === undefined) return before;
    const live = hasPlace(decision.visit.state);
    const after = { ...decision.visit, live };
    if (before.live && !live) await givePlaces(tx, before, { persons: before.persons });
    await saveVisit(tx, before, after, { action: command.action, by, actor, reason, event });
    await this.costs.settle(tx, before, after);
    return after;
  }
}
