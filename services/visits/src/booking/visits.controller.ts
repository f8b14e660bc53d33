import {
  approveVisit,
  cancelVisit,
  getVisit,
  listVisits,
  Refusal,
  rejectVisit,
  rescheduleVisit,
  visitHistory,
  withdrawVisit,
  type InputOf,
  type Principal,
  type VisitChange,
} from '@kezek/contracts';
import { Caller, Input, Operation } from '@kezek/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isStaff, mayTouch } from './asker.rules';
import type { Asker } from './changing.service';
import { ReschedulingService } from './rescheduling.service';
import { visitsFor } from './visit-list.query';
import { historyOf, visitOf } from './visit.query';
import { visitViewOf, visitViewsOf } from './visit-view.query';
import type { VisitChangeRow, VisitRow } from './visit.row';
import { VisitsService } from './visits.service';

@Controller()
export class VisitsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly visits: VisitsService,
    private readonly rescheduling: ReschedulingService,
  ) {}

  @Operation(listVisits)
  async list(@Input() { query }: InputOf<typeof listVisits>, @Caller() caller: Principal) {
    const { manager } = this.dataSource;
    const { visits, next } = await visitsFor(manager, query, caller);
    const items = await visitViewsOf(manager, visits, caller);
    return { items, ...(next !== undefined && { next }) };
  }

  @Operation(getVisit)
  async get(@Input() { params, query }: InputOf<typeof getVisit>, @Caller() caller: Principal) {
    const visit = await this.#own(params.ref, caller, query.booker);
    return visitViewOf(this.dataSource.manager, visit, caller);
  }

  @Operation(visitHistory)
  async history(@Input() { params, query }: InputOf<typeof visitHistory>, @Caller() caller: Principal) {
    const { ref } = await this.#own(params.ref, caller, query.booker);
    const changes = await historyOf(this.dataSource.manager, ref);
    return { items: changes.map((change) => changeView(change, isStaff(caller))) };
  }

  @Operation(rescheduleVisit)
  reschedule(@Input() input: InputOf<typeof rescheduleVisit>, @Caller() caller: Principal) {
    return this.rescheduling.reschedule(input, askerOf(input, caller));
  }

  @Operation(cancelVisit)
  cancel(@Input() input: InputOf<typeof cancelVisit>, @Caller() caller: Principal) {
    return this.visits.cancel(input, askerOf(input, caller));
  }

  @Operation(approveVisit)
  approve(@Input() input: InputOf<typeof approveVisit>, @Caller() caller: Principal) {
    return this.visits.approve(input, askerOf(input, caller));
  }

  @Operation(rejectVisit)
  reject(@Input() input: InputOf<typeof rejectVisit>, @Caller() caller: Principal) {
    return this.visits.reject(input, askerOf(input, caller));
  }

  @Operation(withdrawVisit)
  withdraw(@Input() input: InputOf<typeof withdrawVisit>, @Caller() caller: Principal) {
    return this.visits.withdraw(input, askerOf(input, caller));
  }

  async #own(ref: string, caller: Principal, booker: string | undefined): Promise<VisitRow> {
    const visit = await visitOf(this.dataSource.manager, ref);
    if (visit === undefined || !mayTouch(caller, visit, booker)) throw new Refusal('not-found');
    return visit;
  }
}

const askerOf = (
  {
    query,
    ifMatch,
  }: { readonly query: { readonly booker?: string | undefined }; readonly ifMatch: number | undefined },
  caller: Principal,
): Asker => ({ caller, booker: query.booker, ifMatch });

/** Who of the staff it was, and why, is for staff. */
const changeView = (change: VisitChangeRow, staff: boolean): VisitChange => {
  const { version, action, state, at, by, actor, code, reason, startsAt } = change;
  return {
    version,
    action,
    state,
    at: at.toISOString(),
    by,
    startsAt: startsAt.toISOString(),
    ...(code !== null && { code: code as NonNullable<VisitChange['code']> }),
    ...(staff && { actor }),
    ...(staff && reason !== null && { reason }),
  };
};
