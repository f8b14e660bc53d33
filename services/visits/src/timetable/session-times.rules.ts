import type { SessionTemplate } from '@kezek/contracts';
import { addDays, firstInstantOf } from '@kezek/platform';

/** From the first instant to the last, which is no longer of it. */
export interface Span {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/**
 * When a session is: the one place where its local times become instants. Each is the first instant at which the
 * facility's clock shows it, or more: of an hour that comes twice the first, of one that is skipped its end. So times
 * never change their order, and a session that begins where another ends does so on every night of the year.
 * Undefined where the clock skips the whole of it.
 */
export function spanOn(
  { startsAt, endsAt }: Pick<SessionTemplate, 'startsAt' | 'endsAt'>,
  date: string,
  timeZone: string,
): Span | undefined {
  const endsOn = endsAt > startsAt ? date : addDays(date, 1);
  const span = {
    startsAt: firstInstantOf(date, startsAt, timeZone),
    endsAt: firstInstantOf(endsOn, endsAt, timeZone),
  };
  return span.startsAt < span.endsAt ? span : undefined;
}

export const overlap = (a: Span, b: Span): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

/** Whole minutes, as many as pass. */
export const minutesOf = ({ startsAt, endsAt }: Span): number =>
  Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
