import type { Grouping, Office, Statistics, StatisticsDay } from '@kezek/contracts';
import { Clock } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { OfficesService } from '../offices/offices.service';
import { dayOf } from '../offices/opening.rules';
import { daysAsked, hourNames, hourSaid, hoursOf, refuseCounting, type Asked } from './calendar.rules';
import { emptyCell, mergeAll, restored, sumOf, type Cells } from './cells.rules';
import { knownDays, type KnownDay } from './day-cells.query';
import { figuresOf } from './figures.rules';
import { daysToCount, lateOf } from './period.query';

/** What the periods of an office say of its business days. */
@Injectable()
export class StatisticsQuery {
  constructor(
    private readonly offices: OfficesService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * All of it as of one moment.
   * @throws Refusal `not-found`, `invalid-request`
   */
  of(code: string, asked: Asked): Promise<Statistics> {
    return this.dataSource.transaction('REPEATABLE READ', async (tx) => {
      const office = await this.offices.read(tx, code);
      const days = daysAsked(asked, dayOf(office, this.clock.now()));
      refuseCounting(await daysToCount(tx, office.code, days));
      return await statisticsOf(tx, office, days, asked.by);
    });
  }
}

async function statisticsOf(
  tx: EntityManager,
  office: Office,
  days: readonly [string, ...string[]],
  by: Grouping | undefined,
): Promise<Statistics> {
  const services = cellsFor(office.services.map(({ code }) => code));
  const groups = by === undefined ? undefined : cellsFor(keysOf(office, days, by));
  const told: StatisticsDay[] = [];
  const side = by === 'day' ? undefined : by;
  const wanted = { office: office.code, days, side, hourOf: hourNames(office.timeZone) };
  for await (const known of knownDays(tx, wanted)) {
    mergeAll(services, known.service);
    if (groups)
      mergeAll(groups, by === 'day' ? new Map([[known.day, sumOf(known.service.values())]]) : known.other);
    told.push(await dayOfAnswer(tx, office.code, known));
  }
  return {
    office: office.code,
    from: days[0],
    to: days.at(-1) ?? days[0],
    timeZone: office.timeZone,
    services: [...services].map(([service, cell]) => ({ service, ...figuresOf(cell) })),
    total: figuresOf(sumOf(services.values())),
    ...(groups && by && { groups: groupsOf(groups, by) }),
    days: told,
  };
}

const cellsFor = (keys: readonly string[]): Cells => new Map(keys.map((key) => [key, emptyCell()]));

/** What is told even where nothing happened. */
function keysOf(office: Office, days: readonly string[], by: Grouping): readonly string[] {
  if (by === 'day') return days;
  if (by === 'counter') return office.counters.map(({ code }) => code);
  if (by === 'operator') return [];
  return days.flatMap((day) => hoursOf(day, office.businessDayStartsAt, office.timeZone));
}

function groupsOf(groups: Cells, by: Grouping): NonNullable<Statistics['groups']> {
  // Two hours that look the same on the clock differ by their offset: by instant.
  const inOrder = by === 'hour' ? [...groups].sort(([a], [b]) => Date.parse(a) - Date.parse(b)) : [...groups];
  return inOrder.map(([key, cell]) => ({ ...namedBy(by, key), ...figuresOf(cell) }));
}

const namedBy = (by: Grouping, key: string): Record<string, string> =>
  by === 'hour' ? hourSaid(key) : { [by]: key };

async function dayOfAnswer(tx: EntityManager, office: string, known: KnownDay): Promise<StatisticsDay> {
  const { day, sealed, late } = known;
  if (sealed === undefined) return { day };
  const seal = { day, sealedAt: sealed.sealedAt.toISOString(), digest: sealed.digest };
  if (!late) return seal;
  const found = await lateOf(tx, office, day, sealed.lastWritten);
  return {
    ...seal,
    corrections: found.map(({ at, ticket, what }) => ({ at: at.toISOString(), ticket, what })),
    correctionCount: found[0]?.total ?? 0,
    sealed: figuresOf(sumOf(restored(sealed.service).values())),
    corrected: figuresOf(sumOf(known.service.values())),
  };
}
