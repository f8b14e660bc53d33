import { moveVisits, Refusal, type InputOf, type MoveResult, type Principal } from '@kezek/contracts';
import { addDays, Work, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { AskingService, factsFor, windowOf, type Knowledge } from '../booking/asking.service';
import { ChangingService, type Found } from '../booking/changing.service';
import { checkBooking } from '../booking/check.rules';
import { visitOf } from '../booking/visit.query';
import { ReschedulingService } from '../booking/rescheduling.service';
import { dayIn } from '../facilities/facilities.service';
import type { Taken } from '../timetable/capacity.rules';
import { calendarFor, sessionOn, type Kept } from '../timetable/dated.rules';
import { planMoves, type Move } from '../timetable/moving.rules';
import type { Span } from '../timetable/session-times.rules';
import { lockTimetable } from '../facilities/timetable-lock.query';
import type { Named, Opened } from '../timetable/timetable.service';
import { comingVisits } from './planned.query';
import { takenOf } from './taken.query';

type Input = InputOf<typeof moveVisits>;
type Conflicts = ReturnType<Move['check']>;

/** A visit that may go elsewhere, with all that is known of its party. */
interface Mover {
  readonly found: Found;
  readonly knowledge: Knowledge;
}

/** Moves visits from one template into another one's sessions; the dry run is the same plan. */
@Injectable()
export class MovingService {
  constructor(
    private readonly work: Work,
    private readonly asking: AskingService,
    private readonly changing: ChangingService,
    private readonly rescheduling: ReschedulingService,
  ) {}

  /** @throws Refusal `not-found`, `conflict` */
  move(input: Input, caller: Principal): Promise<Once<MoveResult>> {
    return this.work.once({ operation: moveVisits, input, client: caller.subject }, async (tx, now) => {
      const { params, body } = input;
      await lockTimetable(tx, params.office);
      const opened = await this.asking.read(tx, params.office);
      const [from, to] = [templateOf(opened, params.code), templateOf(opened, body.to)];
      if (from.code === to.code)
        throw new Refusal('invalid-request', { errors: [{ pointer: '/to', code: 'not-another-template' }] });
      const plan = await this.#plan(tx, opened, { from, to, since: body.from }, now);
      if (!body.dryRun) await this.#carryOut(tx, plan, to, { caller, reason: body.reason, now });
      return plan.result;
    });
  }

  async #plan(tx: Tx, opened: Opened, { from, to, since }: Moving, now: Date): Promise<Plan> {
    const today = dayIn(opened.facility, now);
    const first = since !== undefined && since > today ? since : today;
    const visits = await comingVisits(tx, {
      facility: opened.facility.office,
      template: from.code,
      from: first,
    });
    const movers = new Map<string, Mover>();
    for (const { visit, date } of visits) movers.set(visit, await this.#know(tx, opened, visit, date));
    const taken = await takenOf(tx, opened.facility.office, to.code, now);
    const window = (mover: Mover) => windowOf(opened.facility, mover.found.visit.client, now);
    const arrived: Arrived[] = [];
    const result = planMoves(visits, {
      to: to.definition,
      calendar: calendarFor(opened.timetable, to.code),
      taken: (date, pool): Taken => taken.get(`${date} ${pool}`) ?? { parties: 0, persons: 0 },
      check: (ref, date) => {
        const mover = movers.get(ref);
        const session = sessionOn(to, date, opened.timetable.timeZone);
        if (mover === undefined || session === undefined) throw new Error('what is planned is known');
        const conflicts = conflictsOf(
          mover,
          { session, takesPlace: true },
          { window: window(mover), arrived },
        );
        // Without one it goes there, and stands in the way of who comes after.
        if (conflicts.length === 0)
          arrived.push({ ...mover.found, ...session, detainee: mover.found.visit.detainee });
        return conflicts;
      },
    });
    return { result, movers, opened };
  }

  /** Whom it is about may have another visit in the weeks to which it can go. */
  async #know(tx: Tx, opened: Opened, ref: string, date: string): Promise<Mover> {
    const looked = await visitOf(tx, ref);
    if (looked === undefined) throw new Error(`visit ${ref} was found`);
    const found = await this.changing.lock(tx, looked);
    const range = { from: addDays(date, -6), to: addDays(date, 6) };
    const party = { ...found.visit, members: found.members };
    return { found, knowledge: await this.asking.know(tx, opened, party, { range, except: ref }) };
  }

  async #carryOut(
    tx: Tx,
    { result, movers, opened }: Plan,
    to: Kept,
    { caller, reason, now }: { readonly caller: Principal; readonly reason: string; readonly now: Date },
  ): Promise<void> {
    const doing = { by: 'staff', actor: caller.subject, reason, now } as const;
    for (const { visit, to: date } of result.moved) {
      const mover = movers.get(visit);
      const session = sessionOn(to, date, opened.timetable.timeZone);
      if (mover === undefined || session === undefined) throw new Error('what is planned is known');
      const { pool } = mover.found.visit;
      await this.rescheduling.move(tx, mover.found, { session: session.id, pool }, { ...doing, caller });
    }
  }
}

/** A party that has its new place in the plan. */
interface Arrived extends Span {
  readonly detainee: string;
  readonly members: readonly string[];
}

interface Moving {
  readonly from: Kept;
  readonly to: Kept;
  readonly since: string | undefined;
}

interface Plan {
  readonly result: MoveResult;
  readonly movers: ReadonlyMap<string, Mover>;
  readonly opened: Opened;
}

function templateOf({ timetable }: Opened, code: string): Kept {
  const found = timetable.templates.find((template) => template.code === code);
  if (found === undefined) throw new Refusal('not-found');
  return found;
}

/** As at a booking, and as if those who go before were there already. */
function conflictsOf(
  { found: { visit, members }, knowledge }: Mover,
  named: Named,
  { window, arrived }: { readonly window: ReturnType<typeof windowOf>; readonly arrived: readonly Arrived[] },
): Conflicts {
  const others = arrived.filter(({ detainee }) => detainee === visit.detainee);
  const elsewhere = arrived.flatMap((one) => one.members.map((contact) => ({ ...one, contact })));
  const own = {
    ...knowledge.own,
    visits: [...knowledge.own.visits, ...others],
    elsewhere: [...knowledge.own.elsewhere, ...elsewhere],
  };
  const facts = factsFor(
    { ...knowledge, party: { ...knowledge.party, members }, own },
    named,
    visit.pool,
    window,
  );
  return checkBooking(facts).map(({ code, member }) => ({ code, ...(member !== undefined && { member }) }));
}
