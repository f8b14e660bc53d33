import type { Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { AskingService, factsFor } from '../booking/asking.service';
import { checkBooking } from '../booking/check.rules';
import { membersOf } from '../booking/visit.query';
import type { VisitRow } from '../booking/visit.row';
import { shareTimetable } from '../facilities/timetable-lock.query';
import { comingOf, facilitiesOf } from './coming.query';
import { FlagsService } from './flags.service';
import { reasonsFor, reasonsOfPeople } from './reasons.rules';

/** Looks at visits again when something has become known of their people: they are flagged, and never cancelled. */
@Injectable()
export class ReviewingService {
  constructor(
    private readonly asking: AskingService,
    private readonly flags: FlagsService,
  ) {}

  /** Before the detainee's row is locked: who plans changes flags, too. */
  async prepare(tx: Tx, detainee: string, now: Date): Promise<void> {
    for (const facility of await facilitiesOf(tx, detainee, now)) await shareTimetable(tx, facility);
  }

  /** Under the lock of the detainee's row. A cause that has gone takes its flag with it. */
  async review(tx: Tx, detainee: string, now: Date): Promise<void> {
    for (const visit of await comingOf(tx, detainee, now)) await this.#review(tx, visit, now);
  }

  async #review(tx: Tx, visit: VisitRow, now: Date): Promise<void> {
    const opened = await this.asking.read(tx, visit.facility);
    const members = (await membersOf(tx, [visit.ref])).map(({ contact }) => contact);
    const question = { range: { from: visit.date, to: visit.date }, except: visit.ref };
    const knowledge = await this.asking.know(tx, opened, { ...visit, members }, question);
    const facts = factsFor(knowledge, this.asking.session(opened, visit.session), visit.pool);
    const found = reasonsFor(checkBooking(facts), knowledge.known.detainee?.whereabouts);
    for (const reason of reasonsOfPeople)
      if (found.includes(reason)) await this.flags.raise(tx, visit.ref, reason, now);
      else await this.flags.clear(tx, [visit.ref], reason, now);
  }
}
