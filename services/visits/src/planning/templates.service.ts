import {
  Refusal,
  sessionCapacityChanged,
  sessionExcluded,
  sessionRestored,
  type EventDefinition,
  type previewChangeOfTemplate,
  type InputOf,
  type Principal,
  type putTemplate,
  type SessionTemplate,
  type StoredTemplate,
  type TemplatePreview,
} from '@kezek/contracts';
import { addDays, emit, failureCode, insertNew, uuidv7, Work, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { dayIn } from '../facilities/facilities.service';
import { FlagsService } from '../review/flags.service';
import { beyondCapacity } from '../timetable/capacity.rules';
import { previewChange, type Coming } from '../timetable/change.rules';
import { calendarFor, sessionOn, type Dated } from '../timetable/dated.rules';
import { occursOn } from '../timetable/recurrence.rules';
import { roomTakenBy } from '../timetable/room.rules';
import { keyFrom } from '../timetable/session-id.rules';
import type { SessionRow } from '../timetable/session.row';
import { TemplateRow } from '../timetable/template.row';
import { lockTimetable } from '../facilities/timetable-lock.query';
import { templatesOf } from '../timetable/timetable.query';
import { TimetableService, type Opened } from '../timetable/timetable.service';
import {
  comingVisits,
  flaggedOf,
  rewriteSession,
  setCapacity,
  whySessionIsAway,
  writtenSessions,
} from './planned.query';
import { sessionEvent } from './session-event.rules';

type Put = InputOf<typeof putTemplate>;

interface Changing {
  readonly opened: Opened;
  readonly before: TemplateRow;
  readonly definition: SessionTemplate;
  readonly today: string;
  readonly now: Date;
}

/** How far a preview looks where there are no visits. */
const daysAhead = 366;

/** Makes and changes what the timetable is computed from. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: Work,
    private readonly timetable: TimetableService,
    private readonly flags: FlagsService,
  ) {}

  async list(office: string): Promise<StoredTemplate[]> {
    await this.timetable.read(this.dataSource.manager, office);
    return (await templatesOf(this.dataSource.manager, office)).map(templateView);
  }

  /** @throws Refusal `version-required`, `version-mismatch`, `template-frozen`, `room-occupied` */
  async put(input: Put, caller: Principal): Promise<{ template: StoredTemplate; created: boolean }> {
    try {
      return await this.work.run((tx, now) => this.#put(tx, input, caller, now));
    } catch (error) {
      // Two sessions in one room, which no rule foresaw: the database holds it.
      throw failureCode(error) === '23P01' ? new Refusal('room-occupied') : error;
    }
  }

  async preview({ params, body }: InputOf<typeof previewChangeOfTemplate>): Promise<TemplatePreview> {
    const { manager } = this.dataSource;
    const opened = await this.timetable.read(manager, params.office);
    const before = (await templatesOf(manager, params.office)).find(({ code }) => code === params.code);
    const today = dayIn(opened.facility, this.work.now());
    const visits = before ? await this.#coming(manager, before, today) : [];
    // Nothing takes place of what is not there yet.
    const was = before?.definition ?? { ...body, validFrom: '0001-01-01', validTo: '0001-01-01' };
    return previewOf(opened, params.code, { was, is: body }, { today, visits });
  }

  async #put(tx: Tx, { params, body, ifMatch }: Put, caller: Principal, now: Date) {
    const { office, code } = params;
    await lockTimetable(tx, office);
    const opened = await this.timetable.read(tx, office);
    const today = dayIn(opened.facility, now);
    const key = keyFrom(uuidv7(now.getTime()));
    const taken = roomTakenBy(opened.timetable, { code, key, definition: body }, today);
    if (taken !== undefined) throw new Refusal('room-occupied', { extra: { ...taken } });
    const stamp = { definition: body, changedAt: now, changedBy: caller.subject };
    if (ifMatch === undefined) {
      const row = await insertNew(tx, TemplateRow, { facility: office, code, key, version: 1, ...stamp });
      if (row !== undefined) return { template: templateView(row), created: true };
    }
    const before = await tx.findOneBy(TemplateRow, { facility: office, code });
    if (before === null) throw new Refusal('version-mismatch', { detail: 'there is no such template yet' });
    if (ifMatch === undefined) throw new Refusal('version-required');
    if (ifMatch !== before.version)
      throw new Refusal('version-mismatch', { detail: `the version is ${before.version}` });
    await this.#change(tx, { opened, before, definition: body, today, now });
    const after = { ...before, ...stamp, version: before.version + 1 };
    await tx.update(TemplateRow, { facility: office, code }, { ...stamp, version: after.version });
    return { template: templateView(after), created: false };
  }

  #coming(manager: EntityManager, { facility, code }: TemplateRow, today: string): Promise<Coming[]> {
    return comingVisits(manager, { facility, template: code, from: today });
  }

  async #change(tx: Tx, changing: Changing): Promise<void> {
    const { opened, before, definition, today, now } = changing;
    const visits = await this.#coming(tx, before, today);
    const was = before.definition;
    const preview = previewOf(opened, before.code, { was, is: definition }, { today, visits });
    const { frozen } = preview;
    if (frozen.length > 0) throw new Refusal('template-frozen', { extra: { frozen } });
    const { facility, code: template } = before;
    for (const session of await writtenSessions(tx, { facility, template, from: today }))
      await this.#rewrite(tx, session, visits, changing);
    for (const { change, visits: touched } of preview.sessions)
      for (const visit of touched)
        await this.flags.raise(tx, visit, change === 'removed' ? 'session-removed' : 'capacity-lowered', now);
  }

  /** A session that somebody has a place in, or had: it follows its template. */
  async #rewrite(tx: Tx, written: SessionRow, visits: readonly Coming[], changing: Changing): Promise<void> {
    const { opened, before, definition, now } = changing;
    const { timetable } = opened;
    const dated = sessionOn({ ...before, definition }, written.date, timetable.timeZone);
    if (dated === undefined) return;
    const takesPlace = occursOn(definition, calendarFor(timetable, before.code), written.date);
    const resized = await setCapacity(tx, written.id, definition.pools);
    const told = eventOf(written, { takesPlace, resized });
    const version = written.version + (told === undefined ? 0 : 1);
    await rewriteSession(tx, dated, { excluded: !takesPlace, version });
    if (told !== undefined) await emit(tx, sessionEvent(told, before.facility, dated, { version, at: now }));
    const own = visits.filter(({ date }) => date === written.date);
    const refs = own.map(({ visit }) => visit);
    if (takesPlace && written.excluded)
      for (const code of whySessionIsAway) await this.flags.clear(tx, refs, code, now);
    if (takesPlace && resized) await this.#clearCapacity(tx, dated, own, now);
  }

  /** Who has a place again, by the order of booking, needs no look any more. */
  async #clearCapacity(tx: Tx, { definition }: Dated, visits: readonly Coming[], now: Date): Promise<void> {
    const beyond = [...new Set(visits.map(({ pool }) => pool))].flatMap((kind) =>
      beyondCapacity(
        definition.pools.find((pool) => pool.kind === kind),
        visits.filter(({ pool }) => pool === kind),
      ),
    );
    const flagged = await flaggedOf(
      tx,
      visits.map(({ visit }) => visit),
      'capacity-lowered',
    );
    const fine = flagged.filter((ref) => !beyond.some(({ visit }) => visit === ref));
    await this.flags.clear(tx, fine, 'capacity-lowered', now);
  }
}

function eventOf(
  { excluded }: SessionRow,
  { takesPlace, resized }: { readonly takesPlace: boolean; readonly resized: boolean },
): EventDefinition | undefined {
  if (!takesPlace) return excluded ? undefined : sessionExcluded;
  if (excluded) return sessionRestored;
  return resized ? sessionCapacityChanged : undefined;
}

function previewOf(
  { timetable }: Opened,
  code: string,
  { was, is }: { readonly was: SessionTemplate; readonly is: SessionTemplate },
  { today, visits }: { readonly today: string; readonly visits: readonly Coming[] },
): TemplatePreview {
  const range = { from: today, to: addDays(today, daysAhead) };
  return previewChange(was, is, { calendar: calendarFor(timetable, code), range, visits });
}

const templateView = ({ facility, code, version, definition }: TemplateRow): StoredTemplate => ({
  office: facility,
  code,
  version,
  ...definition,
});
