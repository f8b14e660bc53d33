import { stage as stageNames, type Stage, type StageResult, type WaitCause } from '@kezek/contracts';
import { standOf, type Party } from './stages.rules';

/** A piece of the way: at which stage the party stood, and what had been said last. */
interface Interval {
  readonly stage: Stage;
  readonly since: StageResult;
  readonly seconds: number;
}

export interface StageTime {
  readonly stage: Stage;
  readonly seconds: number;
}

const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * The way in pieces, each from one word of the record to the next. They follow one another and are counted in the whole
 * seconds of the clock, so together they are exactly the time from the first to the last. Who is still there: until now.
 */
function intervalsOf({ members, events }: Party, now?: Date): Interval[] {
  return events.flatMap((event, index): Interval[] => {
    const stand = standOf(events.slice(0, index + 1), members);
    const following = events[index + 1]?.at;
    // Who was denied by mistake has waited at that stage, until somebody saw it.
    const at = following === undefined ? stand.at : (stand.at ?? event.stage);
    const next = following ?? now;
    if (next === undefined || at === undefined) return [];
    const seconds = Math.max(0, secondOf(next) - secondOf(event.at));
    return [{ stage: at, since: event.result, seconds }];
  });
}

const sum = (intervals: readonly Interval[]): number =>
  intervals.reduce((total, { seconds }) => total + seconds, 0);

const timesOf = (intervals: readonly Interval[]): StageTime[] =>
  stageNames.options
    .map((stage) => ({ stage, own: intervals.filter((one) => one.stage === stage) }))
    .filter(({ own }) => own.length > 0)
    .map(({ stage, own }) => ({ stage, seconds: sum(own) }));

/** How long the party stood at each stage, however often it came back to it, and altogether. */
export function timersOf(party: Party, now?: Date): { stages: StageTime[]; totalSeconds: number } {
  const intervals = intervalsOf(party, now);
  return { stages: timesOf(intervals), totalSeconds: sum(intervals) };
}

/** It counts until the detainee has been brought in: then nobody waits any more. */
const waitedAt: readonly Stage[] = ['identity', 'rules', 'declaration', 'locker', 'screening', 'escort'];

const usually: Readonly<Record<Stage, WaitCause>> = {
  arrival: 'clerks-busy',
  identity: 'clerks-busy',
  rules: 'clerks-busy',
  declaration: 'declaration-slow',
  locker: 'clerks-busy',
  screening: 'screening-busy',
  escort: 'escort-not-requested',
  entry: 'clerks-busy',
  exit: 'clerks-busy',
};
const after: Readonly<Partial<Record<StageResult, WaitCause>>> = {
  mismatch: 'identity-disputed',
  'not-met': 'rules-disputed',
  'none-free': 'no-locker-free',
  alarm: 'screening-alarm',
  requested: 'detainee-not-brought',
  corrected: 'corrected-by-clerk',
};

export interface Wait {
  readonly waitSeconds: number;
  /** Where it took the longest; of equals the first. */
  readonly stage?: Stage;
  /** Why, by the longest piece of it. */
  readonly cause?: WaitCause;
}

export function waitOf(party: Party, now?: Date): Wait {
  const waited = intervalsOf(party, now).filter(({ stage }) => waitedAt.includes(stage));
  const stage = longest(timesOf(waited))?.stage;
  const piece = longest(waited.filter((one) => one.stage === stage));
  return {
    waitSeconds: sum(waited),
    ...(piece && { stage: piece.stage, cause: after[piece.since] ?? usually[piece.stage] }),
  };
}

function longest<T extends { readonly seconds: number }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>(
    (most, one) => (most === undefined || one.seconds > most.seconds ? one : most),
    undefined,
  );
}

/** The wait, where it was longer than it may be. */
export function breachOf(party: Party, waitAtMostMinutes: number, now?: Date): Wait | undefined {
  const wait = waitOf(party, now);
  return wait.waitSeconds > waitAtMostMinutes * 60 ? wait : undefined;
}
