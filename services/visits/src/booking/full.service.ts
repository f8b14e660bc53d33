import { Refusal } from '@kezek/contracts';
import { Work, type Call, type Effect, type Once } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TimetableService } from '../timetable/timetable.service';
import type { PartyAsked } from './asking.service';
import { AvailabilityService } from './availability.service';
import { holdOf } from './hold.query';
import type { HoldRow } from './hold.row';
import type { Place } from './places.query';
import { membersOf, visitOf } from './visit.query';
import type { VisitRow } from './visit.row';

/** Who wants which place; `except` is the visit that they have now. */
export type Wanted = PartyAsked & Place & { readonly except?: string };

type Asked = () => Promise<Wanted | undefined>;

/**
 * Runs what needs a place. Whoever comes too late is told where there is one: looked up when the transaction is over, so
 * that nobody waits for it.
 */
@Injectable()
export class FullService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: Work,
    private readonly timetable: TimetableService,
    private readonly availability: AvailabilityService,
  ) {}

  run<T>(wanted: Asked, effect: Effect<T>): Promise<T> {
    return this.#told(wanted, () => this.work.run(effect));
  }

  once<T>(wanted: Asked, call: Call, effect: Effect<T>): Promise<Once<T>> {
    return this.#told(wanted, () => this.work.once(call, effect));
  }

  /** What a hold wants, changed or as it is. */
  ofHold(ref: string, change: (hold: HoldRow) => Wanted = (hold) => hold): Asked {
    return async () => {
      const hold = await holdOf(this.dataSource.manager, ref);
      return hold && change(hold);
    };
  }

  /** What a visit wants that is to go elsewhere. */
  ofVisit(ref: string, place: (visit: VisitRow) => Place): Asked {
    return async () => {
      const { manager } = this.dataSource;
      const visit = await visitOf(manager, ref);
      const members = (await membersOf(manager, [ref])).map(({ contact }) => contact);
      return visit && { ...visit, members, ...place(visit), except: ref };
    };
  }

  async #told<T>(wantedOf: Asked, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'pool-full') throw error;
      const wanted = await wantedOf();
      const facility = wanted && (await this.timetable.facilityOf(this.dataSource.manager, wanted.session));
      if (wanted === undefined || facility === undefined) throw error;
      const alternatives = await this.availability.alternatives(facility, wanted);
      throw new Refusal('pool-full', { extra: { alternatives } });
    }
  }
}
