import {
  Refusal,
  sessionExcluded,
  sessionRestored,
  type ExcludedDate,
  type Exclusion,
  type InputOf,
  type listExcludedDates,
} from '@kezek/contracts';
import { emit, insertNew, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FlagsService } from '../review/flags.service';
import { previewExclusion } from '../timetable/change.rules';
import { calendarFor, sessionOn, type Dated } from '../timetable/dated.rules';
import { ExcludedDateRow } from '../timetable/excluded-date.row';
import { occursOn } from '../timetable/recurrence.rules';
import { SessionRow } from '../timetable/session.row';
import { lockTimetable } from '../facilities/timetable-lock.query';
import { writeSession } from '../timetable/timetable.query';
import { TimetableService, type Opened } from '../timetable/timetable.service';
import { excludedDates } from './excluded-date.query';
import { comingVisits, rewriteSession, whySessionIsAway } from './planned.query';
import { sessionEvent } from './session-event.rules';

/** A day of the facility, or of one of its templates. */
export interface Day {
  readonly office: string;
  readonly date: string;
  /** Of this one alone. */
  readonly code?: string;
}

interface Saying {
  readonly reason: string;
  /** The token's subject. */
  readonly actor: string;
}

/** Days on which nothing takes place: visits of such a day are flagged, and none is cancelled. */
@Injectable()
export class ExcludingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: Work,
    private readonly timetable: TimetableService,
    private readonly flags: FlagsService,
  ) {}

  async list({ params, query }: InputOf<typeof listExcludedDates>): Promise<ExcludedDate[]> {
    const { manager } = this.dataSource;
    await this.timetable.read(manager, params.office);
    return excludedDates(manager, params.office, query);
  }

  exclude(day: Day, { reason, actor }: Saying): Promise<Exclusion> {
    const { office: facility, date, code: template = '' } = day;
    return this.work.run(async (tx, now) => {
      await this.#open(tx, day);
      const row = { facility, date, template, reason, at: now, actor };
      if ((await insertNew(tx, ExcludedDateRow, row)) === undefined)
        await tx.update(ExcludedDateRow, { facility, date, template }, { reason, at: now, actor });
      const opened = await this.timetable.read(tx, facility);
      for (const session of sessionsOf(opened, day)) {
        await writeSession(tx, facility, session);
        await this.#turn(tx, opened, session, now);
      }
      const { visits } = previewExclusion(date, await this.#visits(tx, day));
      for (const visit of visits) await this.flags.raise(tx, visit, 'date-excluded', now);
      return { date, reason, visits, ...(day.code !== undefined && { template }) };
    });
  }

  restore(day: Day): Promise<undefined> {
    const { office: facility, date, code: template = '' } = day;
    return this.work.run(async (tx, now) => {
      await this.#open(tx, day);
      await tx.delete(ExcludedDateRow, { facility, date, template });
      const opened = await this.timetable.read(tx, facility);
      for (const session of sessionsOf(opened, day)) {
        const takesPlace = await this.#turn(tx, opened, session, now);
        const visits = await this.#visits(tx, { ...day, code: session.template });
        const refs = visits.map(({ visit }) => visit);
        if (takesPlace) for (const flag of whySessionIsAway) await this.flags.clear(tx, refs, flag, now);
      }
      return undefined;
    });
  }

  /** Locked. @throws Refusal `not-found` */
  async #open(tx: Tx, { office, code }: Day): Promise<void> {
    await lockTimetable(tx, office);
    const opened = await this.timetable.read(tx, office);
    if (code !== undefined && !opened.timetable.templates.some((one) => one.code === code))
      throw new Refusal('not-found');
  }

  #visits(tx: Tx, { office, date, code }: Day) {
    return comingVisits(tx, {
      facility: office,
      from: date,
      to: date,
      ...(code !== undefined && { template: code }),
    });
  }

  /** A session as its day is now; told where it was otherwise. */
  async #turn(tx: Tx, { facility, timetable }: Opened, session: Dated, now: Date): Promise<boolean> {
    const takesPlace = occursOn(session.definition, calendarFor(timetable, session.template), session.date);
    const written = await tx.findOneBy(SessionRow, { id: session.id });
    if (written === null || written.excluded === !takesPlace) return takesPlace;
    const version = written.version + 1;
    await rewriteSession(tx, session, { excluded: !takesPlace, version });
    const event = takesPlace ? sessionRestored : sessionExcluded;
    await emit(tx, sessionEvent(event, facility.office, session, { version, at: now }));
    return takesPlace;
  }
}

/** The sessions that a day would have, were no day excluded. */
function sessionsOf({ timetable }: Opened, { date, code }: Day): Dated[] {
  const open = { ...timetable, excluded: [] };
  return timetable.templates
    .filter((template) => code === undefined || template.code === code)
    .filter((template) => occursOn(template.definition, calendarFor(open, template.code), date))
    .flatMap((template) => sessionOn(template, date, timetable.timeZone) ?? []);
}
