import { facilityRules, Refusal, usualTimeZone, type FacilityRules } from '@kezek/contracts';
import { insertNew, localMoment, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FacilityRow } from './facility.row';
import { lockTimetable } from './timetable-lock.query';

/** A facility with its rules; `today` is a day of its own calendar. */
export interface Facility {
  readonly office: string;
  readonly version: number;
  readonly rules: FacilityRules;
}

export interface PutRules {
  readonly office: string;
  readonly rules: FacilityRules;
  /** The version that the caller has read. */
  readonly ifMatch: number | undefined;
  /** The token's subject. */
  readonly by: string;
}

@Injectable()
export class FacilitiesService {
  constructor(
    private readonly work: Work,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * The facility as it is now.
   * @throws Refusal `not-found`
   */
  async read(manager: EntityManager, office: string): Promise<Facility> {
    const row = await manager.findOneBy(FacilityRow, { office });
    if (row === null) throw new Refusal('not-found', { detail: `facility ${office}` });
    return facilityOf(row);
  }

  /** The rules with the day that it is in the facility. */
  async today(office: string): Promise<{ facility: Facility; today: string }> {
    const facility = await this.read(this.dataSource.manager, office);
    return { facility, today: dayIn(facility, this.work.now()) };
  }

  /** The day that it is in a facility, by the usual zone where nothing is said of it. */
  async dayAt(manager: EntityManager, office: string | null, now: Date): Promise<string> {
    const row = office === null ? null : await manager.findOneBy(FacilityRow, { office });
    return row === null ? localMoment(now, usualTimeZone).date : dayIn(facilityOf(row), now);
  }

  /** @throws Refusal `version-required`, `version-mismatch` */
  put(request: PutRules): Promise<{ facility: Facility; today: string; created: boolean }> {
    return this.work.run(async (tx, now) => {
      await lockTimetable(tx, request.office);
      const created = await open(tx, request, now);
      const facility = created ?? (await change(tx, request, now));
      return { facility, today: dayIn(facility, now), created: created !== undefined };
    });
  }
}

/** The day that it is in a facility. */
export const dayIn = ({ rules }: Pick<Facility, 'rules'>, now: Date): string =>
  localMoment(now, rules.timeZone).date;

// What has been stored by an older release lacks what has been added since: the defaults are the contract's.
const facilityOf = ({ office, version, rules }: FacilityRow): Facility => ({
  office,
  version,
  rules: facilityRules.parse(rules),
});

async function open(tx: Tx, { office, rules, ifMatch, by }: PutRules, now: Date) {
  if (ifMatch !== undefined) return undefined;
  const row = { office, version: 1, rules, changedAt: now, changedBy: by };
  const written = await insertNew(tx, FacilityRow, row);
  return written && facilityOf(written);
}

async function change(tx: Tx, { office, rules, ifMatch, by }: PutRules, now: Date): Promise<Facility> {
  const before = await tx.findOne(FacilityRow, { where: { office }, lock: { mode: 'pessimistic_write' } });
  if (before === null) throw new Refusal('version-mismatch', { detail: 'it has no rules yet' });
  if (ifMatch === undefined) throw new Refusal('version-required');
  if (ifMatch !== before.version)
    throw new Refusal('version-mismatch', { detail: `the version is ${String(before.version)}` });
  const after = { version: before.version + 1, rules, changedAt: now, changedBy: by };
  await tx.update(FacilityRow, { office }, after);
  return { office, version: after.version, rules };
}
