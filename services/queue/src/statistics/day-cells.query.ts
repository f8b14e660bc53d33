import type { EntityManager } from 'typeorm';
import { fold, restored, type Cell, type Cells, type Dimension } from './cells.rules';
import { factsOf } from './facts.rules';
import { busyDays, periodsOfDay } from './period.query';
import { sealedDays, type SealedDay } from './sealed-day.query';

const daysAtOnce = 31;

export type Side = Exclude<Dimension, 'service'>;

export interface Wanted {
  readonly office: string;
  readonly days: readonly string[];
  /** Beside the services. */
  readonly side: Side | undefined;
  readonly hourOf: (instant: Date) => string;
}

/** A business day as it is known now. */
export interface KnownDay {
  readonly day: string;
  readonly service: Cells;
  /** By the side that was wanted. */
  readonly other: Cells;
  /** Absent where the day is not over, or nothing happened. */
  readonly sealed?: SealedDay | undefined;
  /** Whether something came after it was sealed: then it was counted anew. */
  readonly late: boolean;
}

/** Day after day, so that a year fits into memory: from its seal where nothing has come since, else from its periods. */
export async function* knownDays(tx: EntityManager, wanted: Wanted): AsyncGenerator<KnownDay> {
  for (let at = 0; at < wanted.days.length; at += daysAtOnce) {
    const days = wanted.days.slice(at, at + daysAtOnce);
    const seals = await sealedDays(tx, wanted.office, days, wanted.side);
    const sealed = new Map(seals.map((seal) => [seal.day, seal]));
    const busy = await busyDays(tx, wanted.office, days);
    for (const day of days)
      yield await knownDay(tx, wanted, { day, busy: busy.has(day), sealed: sealed.get(day) });
  }
}

interface Found {
  readonly day: string;
  readonly busy: boolean;
  readonly sealed: SealedDay | undefined;
}

async function knownDay(tx: EntityManager, wanted: Wanted, { day, busy, sealed }: Found): Promise<KnownDay> {
  const late = sealed !== undefined && sealed.newest > sealed.lastWritten;
  const cells = sealed && !late ? fromSeal(sealed) : await counted(tx, wanted, day, busy);
  return { day, ...cells, sealed, late };
}

type Both = Pick<KnownDay, 'service' | 'other'>;

const fromSeal = ({ service, other }: SealedDay): Both => ({
  service: restored(service),
  other: restored(other ?? []),
});

async function counted(tx: EntityManager, wanted: Wanted, day: string, busy: boolean): Promise<Both> {
  const periods = busy ? await periodsOfDay(tx, wanted.office, day) : [];
  const cells = fold(factsOf(periods), wanted.hourOf);
  return { service: cells.service, other: wanted.side ? cells[wanted.side] : new Map<string, Cell>() };
}
