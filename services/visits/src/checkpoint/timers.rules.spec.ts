import { Refusal } from '@kezek/contracts';
import fc from 'fast-check';
import { a, at, commandFor, words, type Word } from '../testing/checkpoint.fixture';
import { decide, standOf, type Party } from './stages.rules';
import { breachOf, timersOf, waitOf } from './timers.rules';

/** A party of two, by `HH:MM:SS what was said`. */
const told = (...lines: string[]): Party => ({
  members: ['A', 'B'],
  events: lines.map((line) => ({ ...a(line.slice(9)), at: at(line.slice(0, 8)) })),
});
const untilScreening = [
  '09:00:00 arrival arrived',
  '09:05:00 identity matched A',
  '09:06:00 identity matched B',
  '09:06:30 rules met',
  '09:08:00 declaration declared',
];
const screened = ['09:12:00 screening clear A', '09:14:00 screening clear B'];

describe('the timers of a party', () => {
  const party = told(
    ...untilScreening,
    '09:08:10 locker assigned',
    ...screened,
    '09:15:00 escort requested',
    '09:19:00 escort detainee-arrived',
    '09:20:00 entry entered A',
    '09:20:05 entry entered B',
    '10:20:00 exit exited A',
    '10:20:30 exit exited B',
  );

  it('say how long it stood at each stage, and together are the whole', () => {
    const { stages, totalSeconds } = timersOf(party);
    expect(stages).toEqual([
      { stage: 'identity', seconds: 360 },
      { stage: 'rules', seconds: 30 },
      { stage: 'declaration', seconds: 90 },
      { stage: 'locker', seconds: 10 },
      { stage: 'screening', seconds: 350 },
      { stage: 'escort', seconds: 300 },
      { stage: 'entry', seconds: 65 },
      { stage: 'exit', seconds: 3625 },
    ]);
    expect(totalSeconds).toBe(80 * 60 + 30);
  });

  it('tell the wait until the detainee is there, and nothing after it', () => {
    expect(waitOf(party)).toMatchObject({ waitSeconds: 19 * 60, stage: 'identity' });
    expect(breachOf(party, 19)).toBeUndefined();
    expect(breachOf(party, 18)).toEqual({ waitSeconds: 19 * 60, stage: 'identity', cause: 'clerks-busy' });
  });

  it('of who is still there run until now, and of who was denied no more', () => {
    const waiting = told(...untilScreening);
    expect(waitOf(waiting, at('09:28:01'))).toEqual({
      waitSeconds: 28 * 60 + 1,
      stage: 'locker',
      cause: 'clerks-busy',
    });
    expect(waitOf(waiting).waitSeconds).toBe(480);
    const denied = told('09:00:00 arrival arrived', '09:03:00 identity mismatch A');
    expect(timersOf(denied, at('12:00:00')).totalSeconds).toBe(180);
    expect(waitOf(told('09:00:00 arrival arrived'))).toEqual({ waitSeconds: 0 });
  });
});

it('who was denied by mistake has waited all the while', () => {
  const party = told(
    '09:00:00 arrival arrived',
    '09:01:00 identity mismatch A',
    '09:25:00 identity corrected',
  );
  expect(breachOf(party, 20, at('09:26:00'))).toEqual({
    waitSeconds: 26 * 60,
    stage: 'identity',
    cause: 'identity-disputed',
  });
});

describe('a wait of more than twenty minutes', () => {
  const cause = (now: string, ...lines: string[]) => {
    const { stage, cause: why } = breachOf(told(...lines), 20, at(now)) ?? {};
    return [stage, why];
  };

  it('begins one second after them', () => {
    const party = told('09:00:00 arrival arrived');
    expect(breachOf(party, 20, at('09:20:00'))).toBeUndefined();
    expect(breachOf(party, 20, at('09:20:01'))).toEqual({
      waitSeconds: 1201,
      stage: 'identity',
      cause: 'clerks-busy',
    });
  });

  it('has the stage that took the longest, and why', () => {
    const lockers = [...untilScreening, '09:09:00 locker none-free'];
    expect(cause('09:30:00', ...lockers)).toEqual(['locker', 'no-locker-free']);
    const ready = [...untilScreening, '09:09:00 locker assigned'];
    expect(cause('09:30:00', ...ready)).toEqual(['screening', 'screening-busy']);
    expect(cause('09:30:00', ...ready, '09:10:00 screening alarm A')).toEqual([
      'screening',
      'screening-alarm',
    ]);
    const brought = [...ready, '09:09:10 screening clear A', '09:09:20 screening clear B'];
    expect(cause('09:30:00', ...brought)).toEqual(['escort', 'escort-not-requested']);
    expect(cause('09:30:00', ...brought, '09:10:00 escort requested')).toEqual([
      'escort',
      'detainee-not-brought',
    ]);
    expect(cause('09:30:00', ...brought, '09:28:00 escort requested')).toEqual([
      'escort',
      'escort-not-requested',
    ]);
    expect(cause('09:30:00', ...untilScreening.slice(0, 4))).toEqual(['declaration', 'declaration-slow']);
    expect(cause('09:30:00', ...untilScreening, '09:09:00 identity corrected')).toEqual([
      'identity',
      'corrected-by-clerk',
    ]);
  });
});

it('whatever is said and corrected, and whenever, the stages add up to the whole, to the second', () => {
  const word = fc.tuple(words, fc.nat(4_000_000));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40, size: 'max' }), fc.nat(5_000_000), (said, later) => {
      const { party, clock } = walk(said);
      const now = new Date(clock + later);
      const { stages, totalSeconds } = timersOf(party, now);
      expect(stages.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(totalSeconds);
      expect(totalSeconds).toBe(secondsOnTheWay(party, now));
      const wait = waitOf(party, now);
      const waited = stages.filter(({ stage }) => stage !== 'entry' && stage !== 'exit');
      expect(wait.waitSeconds).toBe(waited.reduce((sum, { seconds }) => sum + seconds, 0));
      const most = waited.find(({ stage }) => stage === wait.stage)?.seconds ?? 0;
      for (const { seconds } of waited) expect(seconds).toBeLessThanOrEqual(most);
    }),
  );
});

type Said = readonly [word: Word, afterMilliseconds: number];

/** A party of which that is said, as far as it can be, and when it was said last. */
function walk(said: readonly Said[]): { party: Party; clock: number } {
  let clock = at('09:00:00').getTime();
  let party: Party = { members: ['A', 'B'], events: [] };
  for (const [word, milliseconds] of said) {
    clock += milliseconds;
    const decision = decide(party, commandFor(party, word), new Date(clock));
    if (!(decision instanceof Refusal)) party = { ...party, events: [...party.events, decision.event] };
  }
  return { party, clock };
}

/** From its arrival until it ended, or until now. */
function secondsOnTheWay({ events, members }: Party, now: Date): number {
  const [first, last] = [events[0]?.at ?? now, events.at(-1)?.at ?? now];
  const end = standOf(events, members).at === undefined ? last : now;
  return Math.floor(end.getTime() / 1000) - Math.floor(first.getTime() / 1000);
}
