import {
  conflictsForAll,
  mayActIn,
  Refusal,
  type Alternative,
  type BookingConflict,
  type findSessions,
  type InputOf,
  type PoolKind,
  type Principal,
  type Session,
} from '@kezek/contracts';
import { addDays, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolsFor } from '../timetable/capacity.rules';
import { sessionsIn, type Dated } from '../timetable/dated.rules';
import type { Range } from '../timetable/recurrence.rules';
import { freePlaces } from '../timetable/timetable.query';
import { TimetableService } from '../timetable/timetable.service';
import { isStaff } from './asker.rules';
import { AskingService, factsFor, windowOf, type Knowledge, type PartyAsked } from './asking.service';
import { checkBooking, type Conflict } from './check.rules';
import type { Place } from './places.query';

type Pools = Session['pools'];

/** A session with its places and what stands in the way. */
interface Looked {
  readonly session: Dated;
  readonly pools: Pools;
  readonly conflicts: readonly Conflict[];
}

interface Look {
  readonly knowledge: Knowledge;
  readonly range: Range;
  readonly window: Range;
  readonly now: Date;
}

const alternativesAtMost = 5;
const daysAtMost = 92;
const forAll: readonly BookingConflict[] = conflictsForAll.options;

/** Which sessions a party can have. What is asked, and how much work it is, does not depend on who is detained. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: Work,
    private readonly timetable: TimetableService,
    private readonly asking: AskingService,
  ) {}

  async sessions({ params, query }: InputOf<typeof findSessions>, caller: Principal): Promise<Session[]> {
    const { manager } = this.dataSource;
    const now = this.work.now();
    const opened = await this.timetable.read(manager, params.office);
    const window = windowOf(opened.facility, query.client, now);
    const range = limited(query.from ?? window.from, query.to ?? window.to);
    const party = { ...query, system: isStaff(caller) ? null : caller.subject };
    const knowledge = await this.asking.know(manager, opened, party, { range });
    const looked = await this.#look({ knowledge, range, window, now });
    const { timeZone } = opened.facility.rules;
    const shown = isStaff(caller) ? looked : looked.flatMap((one) => seenOutside(one, party));
    return shown.map((one) => viewOf(one, timeZone, isStaff(caller)));
  }

  /** Where else there is a place of this kind: those nearest in time. */
  async alternatives(
    office: string,
    wanted: PartyAsked & Place & { except?: string },
  ): Promise<Alternative[]> {
    const { session, pool, except } = wanted;
    const { manager } = this.dataSource;
    const now = this.work.now();
    const opened = await this.timetable.read(manager, office);
    const { startsAt } = this.timetable.session(opened, session).session;
    const window = windowOf(opened.facility, wanted.client, now);
    const knowledge = await this.asking.know(manager, opened, wanted, { range: window, except });
    const looked = await this.#look({ knowledge, range: window, window, now });
    const far = (one: Dated) => Math.abs(one.startsAt.getTime() - startsAt.getTime());
    return looked
      .filter((one) => one.session.id !== session && isOpen(one) && hasPlace(one, [pool], wanted))
      .map((one) => one.session)
      .sort((a, b) => far(a) - far(b) || a.startsAt.getTime() - b.startsAt.getTime())
      .slice(0, alternativesAtMost)
      .map((one) => ({
        session: one.id,
        date: one.date,
        startsAt: one.startsAt.toISOString(),
        endsAt: one.endsAt.toISOString(),
        pool,
      }));
  }

  async #look({ knowledge, range, window, now }: Look): Promise<Looked[]> {
    const sessions = sessionsIn(knowledge.opened.timetable, range);
    const written = await freePlaces(
      this.dataSource.manager,
      sessions.map(({ id }) => id),
      now,
    );
    const free = Map.groupBy(written, ({ session }) => session);
    return sessions.map((session) => {
      const pools = session.definition.pools.map(({ kind, parties, persons }) => {
        const left = free.get(session.id)?.find((one) => one.kind === kind) ?? { parties, persons };
        return { kind, freeParties: left.parties, freePersons: left.persons };
      });
      const pool = wantedPool(knowledge.party, session);
      const facts = factsFor(knowledge, { session, takesPlace: true }, pool, window);
      return { session, pools, conflicts: checkBooking(facts) };
    });
  }
}

/** @throws Refusal `not-found` for a facility that is not the caller's */
export function ownFacility(caller: Principal, office: string | undefined): string {
  if (office === undefined || !mayActIn(caller, office)) throw new Refusal('not-found');
  return office;
}

function limited(from: string, to: string): Range {
  const last = addDays(from, daysAtMost);
  return { from, to: to < last ? to : last };
}

const usualPools = ({ client }: PartyAsked): readonly PoolKind[] =>
  poolsFor({ client, walkIn: false, closedOnly: false });

/** Of which pool the conflicts are told: the first that a party of this kind would take. */
const wantedPool = (party: PartyAsked, { definition: { pools } }: Dated): PoolKind => {
  const [usual = 'open'] = usualPools(party);
  return usualPools(party).find((kind) => pools.some((pool) => pool.kind === kind)) ?? usual;
};

const isOpen = ({ conflicts }: Looked): boolean => !conflicts.some(({ code }) => forAll.includes(code));

const hasPlace = ({ pools }: Looked, kinds: readonly PoolKind[], { members }: PartyAsked): boolean =>
  pools.some(
    ({ kind, freeParties, freePersons }) =>
      kinds.includes(kind) && freeParties > 0 && freePersons >= members.length,
  );

/** What follows from party, day and session alone. */
function seenOutside(one: Looked, party: PartyAsked): Looked[] {
  const kinds = usualPools(party);
  if (!isOpen(one) || !hasPlace(one, kinds, party)) return [];
  return [{ ...one, pools: one.pools.filter(({ kind }) => kinds.includes(kind)) }];
}

const viewOf = ({ session, pools, conflicts }: Looked, timeZone: string, staff: boolean): Session => ({
  id: session.id,
  template: session.template,
  date: session.date,
  startsAt: session.startsAt.toISOString(),
  endsAt: session.endsAt.toISOString(),
  timeZone,
  room: session.definition.room,
  kind: session.definition.kind,
  pools,
  ...(staff && { conflicts: conflicts.map(({ code, member }) => ({ code, ...(member && { member }) })) }),
});
