import {
  Refusal,
  stage as stageNames,
  type CompletionCode,
  type Stage,
  type StageResult,
} from '@kezek/contracts';
import { latest } from '@kezek/platform';
import type { Action } from '../booking/visit.rules';

/** What a stage does to the visit. */
export interface Deed {
  readonly action: Action;
  /** Of an end that the stage itself explains; how a visit that took place ended, somebody says. */
  readonly code?: CompletionCode;
}

/** The party goes on, waits at the stage, or ends there. */
type Outcome = 'passes' | 'stays' | Deed;

interface Row {
  readonly results: Readonly<Partial<Record<StageResult, Outcome>>>;
  /** Of every member by itself: the party passes with the last of them. */
  readonly each?: true;
  /** What the visit becomes when the party has passed. */
  readonly then?: Action;
  /** A result that counts only when another one is there. */
  readonly needs?: Readonly<Partial<Record<StageResult, StageResult>>>;
}

/** The way through the checkpoint, in its order: what can come out of each stage, and what follows from it. */
export const stages: Readonly<Record<Stage, Row>> = {
  arrival: { results: { arrived: 'passes' }, then: 'check-in' },
  identity: {
    each: true,
    results: { matched: 'passes', mismatch: { action: 'deny', code: 'identity-mismatch' } },
  },
  rules: { results: { met: 'passes', 'not-met': { action: 'deny', code: 'rules-not-met' } } },
  declaration: {
    results: { declared: 'passes', refused: { action: 'deny', code: 'declaration-refused' } },
  },
  locker: { results: { assigned: 'passes', 'not-needed': 'passes', 'none-free': 'stays' } },
  screening: {
    each: true,
    results: {
      clear: 'passes',
      exempt: 'passes',
      alarm: 'stays',
      refused: { action: 'deny', code: 'screening-refused' },
    },
    then: 'admit',
  },
  escort: {
    results: {
      requested: 'stays',
      'detainee-arrived': 'passes',
      'not-produced': { action: 'terminate', code: 'detainee-not-produced' },
    },
    needs: { 'detainee-arrived': 'requested', 'not-produced': 'requested' },
  },
  entry: { each: true, results: { entered: 'passes' }, then: 'start' },
  exit: { each: true, results: { exited: 'passes' }, then: 'complete' },
};

const order: readonly Stage[] = stageNames.options;
const isFrom = (first: Stage, one: Stage): boolean => order.indexOf(one) >= order.indexOf(first);

/** What is on record; nothing is ever taken out of it. */
export interface StageEvent {
  readonly stage: Stage;
  readonly result: StageResult;
  /** Of a stage that each member passes by itself. */
  readonly member?: string | undefined;
  readonly at: Date;
  readonly actor: string;
  /** Why it was corrected. */
  readonly reason?: string | undefined;
}

/** Where a party is, by what is on record. */
export interface Stand {
  readonly passed: readonly Stage[];
  /** Where it stands; absent when it has come out, or ended before. */
  readonly at?: Stage;
  /** How it ended at a stage. */
  readonly ended?: Deed;
  /** What still counts: a correction takes its stage back, and all that came after it. */
  readonly valid: readonly StageEvent[];
}

type Events = readonly StageEvent[];
type Members = readonly string[];

export function standOf(events: Events, members: Members): Stand {
  const valid = events.reduce<Events>(
    (kept, event) =>
      event.result === 'corrected'
        ? kept.filter(({ stage }) => !isFrom(event.stage, stage))
        : [...kept, event],
    [],
  );
  const last = valid.at(-1);
  const outcome = last && stages[last.stage].results[last.result];
  const open = order.findIndex((stage) => !hasPassed(stage, valid, members));
  const passed = open < 0 ? order : order.slice(0, open);
  if (typeof outcome === 'object') return { passed, ended: outcome, valid };
  const at = order[open];
  return { passed, valid, ...(at !== undefined && { at }) };
}

const hasPassed = (stage: Stage, valid: Events, members: Members): boolean =>
  stages[stage].each === true
    ? members.every((member) => passes(stage, valid, member))
    : passes(stage, valid, undefined);

const passes = (stage: Stage, valid: Events, member: string | undefined): boolean => {
  const last = valid.findLast((event) => event.stage === stage && event.member === member);
  return last !== undefined && stages[stage].results[last.result] === 'passes';
};

/** Who is inside: a headcount. */
export const insideOf = (events: Events, members: Members): string[] => {
  const { valid } = standOf(events, members);
  return members.filter((member) => passes('entry', valid, member) && !passes('exit', valid, member));
};

export interface Party {
  readonly members: Members;
  readonly events: Events;
}

export type Command = Omit<StageEvent, 'at'>;

export interface Decision {
  readonly event: StageEvent;
  readonly visit?: Deed;
  /** Stages that were passed and must be passed again: a locker is given back. */
  readonly undone: readonly Stage[];
}

/** What becomes of a party when something is said of a stage, or why it can not be said. */
export function decide({ members, events }: Party, command: Command, now: Date): Decision | Refusal {
  const stand = standOf(events, members);
  const refusal =
    command.result === 'corrected' ? refuseCorrection(stand, command) : refuseResult(stand, command, members);
  if (refusal) return refusal;
  const event = { ...command, at: latest(now, events.at(-1)?.at ?? now) };
  const after = standOf([...events, event], members);
  const visit =
    command.result === 'corrected' ? takenBack(stand, after) : deedOf(stand, after, command.stage);
  return {
    event,
    undone: stand.passed.filter((stage) => !after.passed.includes(stage)),
    ...(visit && { visit }),
  };
}

/** Of a stage that was passed just now, or at which it ended. */
function deedOf(before: Stand, after: Stand, stage: Stage): Deed | undefined {
  if (after.ended) return after.ended;
  const { then } = stages[stage];
  const now = after.passed.includes(stage) && !before.passed.includes(stage);
  return now && then !== undefined ? { action: then } : undefined;
}

/** Who was turned away, or let in, by what was not so, stands at the checkpoint again. */
const takenBack = (before: Stand, after: Stand): Deed | undefined =>
  before.ended !== undefined || (before.passed.includes('screening') && !after.passed.includes('screening'))
    ? { action: 'correct' }
    : undefined;

function refuseResult(stand: Stand, command: Command, members: Members): Refusal | undefined {
  const { stage, result, member } = command;
  const { results, each, needs } = stages[stage];
  if (results[result] === undefined) return invalid('/result');
  if (each === true ? !members.includes(member ?? '') : member !== undefined) return invalid('/member');
  // Nobody goes through a stage twice, however many are still to come.
  if (stand.at !== stage || passes(stage, stand.valid, member)) return outOfOrder(stand);
  const before = needs?.[result];
  const missing =
    before !== undefined && !stand.valid.some((event) => event.stage === stage && event.result === before);
  return missing ? outOfOrder(stand) : undefined;
}

/**
 * A mistake is corrected from the stage where it was made, by saying why. Once somebody is inside, the pass is used up:
 * then only a coming out can be taken back, until the last of the party has come out.
 */
function refuseCorrection(stand: Stand, { stage, reason }: Command): Refusal | undefined {
  if (reason === undefined) return invalid('/reason');
  const said = stand.valid.some((event) => event.stage === stage);
  const entered = stand.valid.some((event) => event.stage === 'entry');
  const closed = entered ? stage !== 'exit' || stand.at === undefined : stage === 'arrival';
  const lost = stand.ended !== undefined && stand.ended.action !== 'deny';
  return said && !closed && !lost ? undefined : outOfOrder(stand);
}

const invalid = (pointer: string): Refusal =>
  new Refusal('invalid-request', { errors: [{ pointer, code: 'invalid' }] });

const outOfOrder = ({ at, ended }: Stand): Refusal =>
  new Refusal('stage-out-of-order', {
    state: at ?? (ended ? 'ended' : 'out'),
    actions: at === undefined ? [] : [at],
  });
