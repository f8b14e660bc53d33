import { stage as stageNames, type Stage, type StageResult } from '@kezek/contracts';
import fc from 'fast-check';
import { stages, standOf, type Command, type Party } from '../checkpoint/stages.rules';

export const at = (time: string): Date => new Date(`2026-03-10T${time}Z`);

/** `stage result [member]`, as a clerk says it. */
export function a(words: string): Command {
  const [stage = '', result = '', member] = words.trim().split(' ');
  return { stage: stage as Stage, result: result as StageResult, actor: 'clerk', ...(member && { member }) };
}

/** How a party of two goes through, word by word. */
export const went = [
  'arrival arrived',
  'identity matched A',
  'identity matched B',
  'rules met',
  'declaration declared',
  'locker assigned',
  'screening clear A',
  'screening exempt B',
  'escort requested',
  'escort detainee-arrived',
  'entry entered A',
  'entry entered B',
  'exit exited A',
  'exit exited B',
] as const;

/** A party that has gone so many of those steps, one a minute. */
export const aParty = (steps = 0): Party => ({
  members: ['A', 'B'],
  events: went
    .slice(0, steps)
    .map((words, index) => ({ ...a(words), at: at(`09:${String(index).padStart(2, '0')}:00`) })),
});

interface Anything {
  readonly stage: Stage;
  readonly pick: number;
  readonly member: string;
  readonly corrected: boolean;
}
export type Word = 'next' | Anything;

const inVain: Anything = { stage: 'escort', pick: 2, member: 'A', corrected: false };
const mismatch: Anything = { stage: 'identity', pick: 1, member: 'A', corrected: false };

/** What a clerk may say: mostly what comes next, else few parties would get far. */
export const words: fc.Arbitrary<Word> = fc.oneof(
  { weight: 9, arbitrary: fc.constant('next' as const) },
  { weight: 1, arbitrary: fc.constantFrom(inVain, mismatch) },
  {
    weight: 1,
    arbitrary: fc.record({
      stage: fc.constantFrom(...stageNames.options),
      pick: fc.nat(9),
      member: fc.constantFrom('A', 'B'),
      corrected: fc.boolean(),
    }),
  },
);

export function commandFor({ events, members }: Party, word: Word): Command {
  const { at: where, valid } = standOf(events, members);
  if (word === 'next') {
    const said = valid.map(({ stage, result, member = '' }) => `${stage} ${result} ${member}`.trim());
    return a(went.find((one) => a(one).stage === where && !said.includes(one)) ?? 'exit exited B');
  }
  const { stage, pick, member, corrected } = word;
  if (corrected) return { stage, result: 'corrected', actor: 'head', reason: 'x' };
  const possible = Object.keys(stages[stage].results) as [StageResult];
  const result = possible[pick % possible.length] ?? possible[0];
  return { stage, result, actor: 'clerk', ...(stages[stage].each && { member }) };
}
