import type { Office } from '@kezek/contracts';
import { addDays, Clock, plusMinutes, type Tx, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lockOffice } from '../offices/office-locks.query';
import { OfficesService } from '../offices/offices.service';
import { beginningOf, dayOf } from '../offices/opening.rules';
import { hourNames } from './calendar.rules';
import { fold } from './cells.rules';
import { factsOf } from './facts.rules';
import { periodsOfDay } from './period.query';
import { insertSeal, lockOpen, unsealedDays } from './sealed-day.query';

const openAtMostMinutes = 48 * 60;
const daysAtOnce = 10;

/** Days that are over are counted once and kept as they were then. */
@Injectable()
export class SealingService {
  constructor(
    private readonly work: Work,
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** A few at a time, for others wait: who is far behind catches up from minute to minute. Answers how many. */
  async sealOver(): Promise<number> {
    let sealed = 0;
    for (const office of await this.offices.all()) {
      if (sealed >= daysAtOnce) break;
      const today = dayOf(office, this.clock.now());
      for (const day of await unsealedDays(this.dataSource.manager, office.code, today, daysAtOnce))
        if (await this.work.run((tx, now) => seal(tx, office, day, now))) sealed += 1;
    }
    return sealed;
  }
}

/** False where somebody of the day is still waited for: two days, then it is sealed all the same. */
async function seal(tx: Tx, office: Office, day: string, now: Date): Promise<boolean> {
  // Who issues into the past (a kiosk that was cut off) is done, or comes after the seal.
  await lockOffice(tx, office.code);
  const open = await lockOpen(tx, office.code, day);
  const ended = beginningOf(office, addDays(day, 1));
  if (open > 0 && now < plusMinutes(ended, openAtMostMinutes)) return false;
  const periods = await periodsOfDay(tx, office.code, day);
  const lastWritten = periods.reduce((last, { written }) => Math.max(last, written), 0);
  const cells = fold(factsOf(periods), hourNames(office.timeZone));
  await insertSeal(tx, { office: office.code, day, at: now, lastWritten, cells });
  return true;
}
