import { Refusal } from '@kezek/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FacilitiesService, type Facility } from '../facilities/facilities.service';
import { calendarFor, sessionOn, type Dated, type Timetable } from './dated.rules';
import { occursOn } from './recurrence.rules';
import { readSessionId } from './session-id.rules';
import { excludedOf, facilityOfKey, templatesOf } from './timetable.query';

export interface Opened {
  readonly facility: Facility;
  readonly timetable: Timetable;
}

/** A session that somebody names. */
export interface Named {
  readonly session: Dated;
  /** It takes place. */
  readonly takesPlace: boolean;
}

/** What takes place when: computed from templates and days, of which no dated session has to be written down. */
@Injectable()
export class TimetableService {
  constructor(private readonly facilities: FacilitiesService) {}

  /** @throws Refusal `not-found` */
  async read(manager: EntityManager, office: string): Promise<Opened> {
    const facility = await this.facilities.read(manager, office);
    const { weekStartsOn, timeZone } = facility.rules;
    const templates = await templatesOf(manager, office);
    const excluded = await excludedOf(manager, office);
    return { facility, timetable: { templates, excluded, weekStartsOn, timeZone } };
  }

  /** Where a session takes place; undefined where there is none. */
  facilityOf(manager: EntityManager, session: string): Promise<string | undefined> {
    const named = readSessionId(session);
    return named === undefined ? Promise.resolve(undefined) : facilityOfKey(manager, named.key);
  }

  /** @throws Refusal `not-found` */
  session({ timetable }: Opened, id: string): Named {
    const named = readSessionId(id);
    const template = timetable.templates.find(({ key }) => key === named?.key);
    if (named === undefined || template === undefined) throw new Refusal('not-found');
    const session = sessionOn(template, named.date, timetable.timeZone);
    if (session === undefined) throw new Refusal('not-found');
    const calendar = calendarFor(timetable, template.code);
    return { session, takesPlace: occursOn(template.definition, calendar, named.date) };
  }
}
