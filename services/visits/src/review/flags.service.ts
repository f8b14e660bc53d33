import {
  Refusal,
  visitFlagRaised,
  visitFlagResolved,
  type dismissReviewFlag,
  type InputOf,
  type Principal,
  type ReviewFlagReason,
  type VisitView,
} from '@kezek/contracts';
import { insertNew, latest, uuidv7, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ChangingService } from '../booking/changing.service';
import { ReviewFlagRow } from '../booking/review-flag.row';
import { saveVisit, visitOf, type Deed } from '../booking/visit.query';
import { flagView, visitViewOf } from '../booking/visit-view.query';
import type { VisitRow } from '../booking/visit.row';
import { flagOf, resolveFlags } from './flag.query';

/** What changed after a booking: it is told, and never cancels by itself. */
@Injectable()
export class FlagsService {
  constructor(
    private readonly work: Work,
    private readonly changing: ChangingService,
  ) {}

  /**
   * Under a lock that keeps others from changing the visit. One flag for a cause: told again, nothing happens, also where
   * somebody has dismissed it.
   */
  async raise(tx: Tx, ref: string, code: ReviewFlagReason, now: Date): Promise<void> {
    const flag = await insertNew(tx, ReviewFlagRow, { id: uuidv7(now.getTime()), visit: ref, code, at: now });
    if (flag === undefined) return;
    const visit = await this.#visit(tx, ref);
    const said = { flag: flagView(flag) };
    await this.#tell(tx, visit, now, { ...bySystem, action: 'flag-raised', event: visitFlagRaised, said });
  }

  /** The cause has gone: so do the flags of these visits, where they have one. */
  async clear(tx: Tx, refs: readonly string[], code: ReviewFlagReason, now: Date): Promise<void> {
    for (const flag of await resolveFlags(tx, refs, code, now)) {
      const visit = await this.#visit(tx, flag.visit);
      const said = { flag: flagView(flag), resolved: 'cause-gone' };
      await this.#tell(tx, visit, now, {
        ...bySystem,
        action: 'flag-resolved',
        event: visitFlagResolved,
        said,
      });
    }
  }

  /** Somebody has looked, and says why the visit stays as it is. @throws Refusal `not-found` */
  dismiss({ params, body }: InputOf<typeof dismissReviewFlag>, caller: Principal): Promise<VisitView> {
    return this.work.run(async (tx, now) => {
      const looked = await flagOf(tx, params.id);
      if (looked === undefined) throw new Refusal('not-found');
      const { visit } = await this.changing.find(tx, looked.visit, { caller });
      const flag = (await flagOf(tx, params.id)) ?? looked;
      const after =
        flag.resolvedAt === null ? await this.#dismiss(tx, visit, flag, { caller, body, now }) : visit;
      return visitViewOf(tx, after, caller);
    });
  }

  async #dismiss(
    tx: Tx,
    visit: VisitRow,
    flag: ReviewFlagRow,
    { caller, body, now }: Dismissing,
  ): Promise<VisitRow> {
    const resolved = { resolvedAt: now, resolvedBy: caller.subject, reason: body.reason };
    await tx.update(ReviewFlagRow, { id: flag.id }, resolved);
    return this.#tell(tx, visit, now, {
      action: 'flag-resolved',
      by: 'staff',
      actor: caller.subject,
      reason: body.reason,
      event: visitFlagResolved,
      said: { flag: flagView(flag), resolved: 'dismissed' },
    });
  }

  async #visit(tx: Tx, ref: string): Promise<VisitRow> {
    const visit = await visitOf(tx, ref);
    if (visit === undefined) throw new Error(`a flag has its visit: ${ref}`);
    return visit;
  }

  async #tell(tx: Tx, visit: VisitRow, now: Date, deed: Deed): Promise<VisitRow> {
    const after = { ...visit, version: visit.version + 1, changedAt: latest(now, visit.changedAt) };
    await saveVisit(tx, visit, after, deed);
    return after;
  }
}

interface Dismissing {
  readonly caller: Principal;
  readonly body: { readonly reason: string };
  readonly now: Date;
}

const bySystem = { by: 'system', actor: 'system' } as const;
