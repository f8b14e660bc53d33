import type {
  approveVisit,
  cancelVisit,
  InputOf,
  rejectVisit,
  VisitView,
  withdrawVisit,
} from '@kezek/contracts';
import { Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { AskingService } from './asking.service';
import { ChangingService, doingOf, type Asker } from './changing.service';
import { visitViewOf } from './visit-view.query';
import type { Command } from './visit.rules';

/** What can be asked of a visit over REST, but for another place. */
@Injectable()
export class VisitsService {
  constructor(
    private readonly work: Work,
    private readonly asking: AskingService,
    private readonly changing: ChangingService,
  ) {}

  cancel({ params, body }: InputOf<typeof cancelVisit>, asker: Asker): Promise<VisitView> {
    return this.#do(params.ref, asker, { action: 'cancel', code: body.code }, body.reason);
  }

  reject({ params, body }: InputOf<typeof rejectVisit>, asker: Asker): Promise<VisitView> {
    return this.#do(params.ref, asker, { action: 'reject' }, body.reason);
  }

  withdraw({ params }: InputOf<typeof withdrawVisit>, asker: Asker): Promise<VisitView> {
    return this.#do(params.ref, asker, { action: 'withdraw' });
  }

  /** The rules are asked again: something may have changed since it was asked for. */
  approve({ params }: InputOf<typeof approveVisit>, asker: Asker): Promise<VisitView> {
    const { caller } = asker;
    return this.work.run(async (tx, now) => {
      const { visit, members, opened } = await this.changing.find(tx, params.ref, asker);
      const wanting = { party: { ...visit, members }, place: visit, caller, except: visit.ref };
      if (visit.state === 'requested') await this.asking.check(tx, opened, wanting);
      const after = await this.changing.apply(tx, visit, { action: 'approve' }, doingOf(asker, now));
      return visitViewOf(tx, after, caller);
    });
  }

  #do(ref: string, asker: Asker, command: Command, reason?: string): Promise<VisitView> {
    return this.work.run(async (tx, now) => {
      const { visit } = await this.changing.find(tx, ref, asker);
      const after = await this.changing.apply(tx, visit, command, doingOf(asker, now, reason));
      return visitViewOf(tx, after, asker.caller);
    });
  }
}
