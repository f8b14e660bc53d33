import { Refusal, stage as stageNames, type Stage } from '@kezek/contracts';
import fc from 'fast-check';
import { transitions } from '../booking/visit.rules';
import { allowed, refused } from '../testing/booking.fixture';
import { a, aParty, at, commandFor, went, words } from '../testing/checkpoint.fixture';
import { decide, insideOf, stages, standOf, type Party } from './stages.rules';

const say = (party: Party, words: string) => decide(party, a(words), at('10:00:00'));
const standing = (party: Party) => standOf(party.events, party.members);

describe('the way through the checkpoint', () => {
  it('is one stage after another, and tells the visit what it becomes', () => {
    let party = aParty();
    const deeds: unknown[] = [];
    for (const words of went) {
      const { event, visit, undone } = allowed(say(party, words));
      expect(undone).toEqual([]);
      if (visit) deeds.push([event.stage, visit]);
      party = { ...party, events: [...party.events, event] };
    }
    expect(deeds).toEqual([
      ['arrival', { action: 'check-in' }],
      ['screening', { action: 'admit' }],
      ['entry', { action: 'start' }],
      ['exit', { action: 'complete' }],
    ]);
    expect(standing(party)).toMatchObject({ passed: stageNames.options });
    expect(standing(party).at).toBeUndefined();
    expect(refused(say(party, 'exit exited A')).details).toEqual({ state: 'out', actions: [] });
  });

  it('waits at identity, screening, entry and exit for every member', () => {
    for (const [words, stage] of [
      ['identity matched A', 'identity'],
      ['screening clear A', 'screening'],
      ['entry entered A', 'entry'],
      ['exit exited A', 'exit'],
    ] as const)
      expect(standing(aParty(went.indexOf(words) + 1)).at).toBe(stage);
  });

  it.each(went.map((words, index) => [index, words] as const))(
    'after %i steps takes the next one, %s, and no other stage',
    (index, words) => {
      const party = aParty(index);
      expect(say(party, words)).not.toBeInstanceOf(Refusal);
      for (const stage of stageNames.options.filter((one) => one !== a(words).stage))
        for (const result of Object.keys(stages[stage].results)) {
          const member = stages[stage].each ? 'A' : '';
          expect(refused(say(party, `${stage} ${result} ${member}`))).toMatchObject({
            code: 'stage-out-of-order',
            status: 409,
            details: { state: a(words).stage, actions: [a(words).stage] },
          });
        }
    },
  );

  it('is gone by nobody twice', () => {
    const inside = aParty(went.indexOf('entry entered A') + 1);
    expect(refused(say(inside, 'entry entered A')).code).toBe('stage-out-of-order');
    expect(insideOf(inside.events, inside.members)).toEqual(['A']);
    expect(insideOf(aParty(went.length - 1).events, ['A', 'B'])).toEqual(['B']);
    expect(insideOf(aParty(went.length).events, ['A', 'B'])).toEqual([]);
  });

  it('takes no result of another stage, and no member where there is none or an unknown one', () => {
    const party = aParty(1);
    const pointer = (words: string) => refused(say(party, words)).details.errors?.[0]?.pointer;
    expect(['identity clear A', 'identity matched', 'identity matched Z'].map(pointer)).toEqual([
      '/result',
      '/member',
      '/member',
    ]);
    expect(refused(say(aParty(3), 'rules met A')).details.errors?.[0]?.pointer).toBe('/member');
  });
});

describe('a stage refuses', () => {
  it.each([
    [1, 'identity mismatch A', 'identity-mismatch'],
    [2, 'identity mismatch B', 'identity-mismatch'],
    [3, 'rules not-met', 'rules-not-met'],
    [4, 'declaration refused', 'declaration-refused'],
    [6, 'screening refused A', 'screening-refused'],
  ] as const)('after %i steps by "%s": the party is denied, with the code', (steps, words, code) => {
    const party = aParty(steps);
    const { event, visit } = allowed(say(party, words));
    expect(visit).toEqual({ action: 'deny', code });
    expect((transitions.deny.codes as readonly string[]).includes(code)).toBe(true);
    const after = { ...party, events: [...party.events, event] };
    for (const next of ['identity matched A', 'rules met', 'exit exited A'])
      expect(refused(say(after, next)).details).toEqual({ state: 'ended', actions: [] });
  });

  it('nobody whose locker is not free, or who rang: the party stays where it is', () => {
    for (const [steps, words, next] of [
      [5, 'locker none-free', 'locker assigned'],
      [6, 'screening alarm A', 'screening clear A'],
    ] as const) {
      const party = aParty(steps);
      const { event, visit } = allowed(say(party, words));
      expect(visit).toBeUndefined();
      expect(say({ ...party, events: [...party.events, event] }, next)).not.toBeInstanceOf(Refusal);
    }
  });

  it('a detainee for whom nobody was sent; and who is sent for in vain ends the visit', () => {
    const steps = went.indexOf('escort requested');
    expect(refused(say(aParty(steps), 'escort detainee-arrived')).code).toBe('stage-out-of-order');
    expect(refused(say(aParty(steps), 'escort not-produced')).code).toBe('stage-out-of-order');
    expect(allowed(say(aParty(steps + 1), 'escort not-produced')).visit).toEqual({
      action: 'terminate',
      code: 'detainee-not-produced',
    });
  });
});

describe('a mistake', () => {
  const correct = (party: Party, stage: Stage, reason?: string) =>
    decide(party, { stage, result: 'corrected', actor: 'head', reason }, at('10:00:00'));

  it('is corrected from its stage on, on record: what came after is passed again', () => {
    const party = aParty(went.indexOf('escort requested'));
    const { event, undone, visit } = allowed(correct(party, 'declaration', 'wrong party'));
    expect(event).toMatchObject({
      stage: 'declaration',
      result: 'corrected',
      reason: 'wrong party',
      actor: 'head',
    });
    expect(undone).toEqual(['declaration', 'locker', 'screening']);
    expect(visit).toEqual({ action: 'correct' });
    const after = { ...party, events: [...party.events, event] };
    expect(standing(after)).toMatchObject({ at: 'declaration', passed: ['arrival', 'identity', 'rules'] });
    expect(after.events).toHaveLength(party.events.length + 1);
  });

  it('by which a party was denied lets it stand there again', () => {
    const party = aParty(1);
    const { event } = allowed(say(party, 'identity mismatch A'));
    const denied = { ...party, events: [...party.events, event] };
    const { event: correction, visit } = allowed(correct(denied, 'identity', 'another document'));
    expect(visit).toEqual({ action: 'correct' });
    const after = { ...denied, events: [...denied.events, correction] };
    expect(say(after, 'identity matched A')).not.toBeInstanceOf(Refusal);
  });

  it('before anybody was admitted changes nothing of the visit', () => {
    expect(allowed(correct(aParty(4), 'rules', 'misread')).visit).toBeUndefined();
  });

  it('is none without a reason, at a stage that said nothing, at the arrival, or once somebody is inside', () => {
    expect(refused(correct(aParty(4), 'rules')).details.errors?.[0]?.pointer).toBe('/reason');
    const entered = aParty(went.indexOf('entry entered A') + 1);
    for (const [party, stage] of [
      [aParty(4), 'locker'],
      [aParty(4), 'arrival'],
      [entered, 'identity'],
      [entered, 'entry'],
      [aParty(went.length), 'exit'],
    ] as const)
      expect(refused(correct(party, stage, 'x')).code).toBe('stage-out-of-order');
    const vain = aParty(went.indexOf('escort requested') + 1);
    const { event } = allowed(say(vain, 'escort not-produced'));
    const ended = { ...vain, events: [...vain.events, event] };
    expect(refused(correct(ended, 'escort', 'x')).details.state).toBe('ended');
  });

  it('in who came out is corrected while others are inside', () => {
    const party = aParty(went.indexOf('exit exited A') + 1);
    const { event } = allowed(correct(party, 'exit', 'it was B'));
    expect(insideOf([...party.events, event], party.members)).toEqual(['A', 'B']);
  });
});

it('a clock that steps back does not take the record with it', () => {
  expect(allowed(decide(aParty(3), a('rules met'), at('00:00:00'))).event.at).toEqual(
    aParty(3).events[2]?.at,
  );
});

it('whatever is said at the checkpoint, nobody is inside who was not identified, screened, and expected there', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60, size: 'max' }), (said) => {
      let party = aParty(0);
      for (const word of said) {
        const decision = decide(party, commandFor(party, word), at('10:00:00'));
        if (decision instanceof Refusal) continue;
        party = { ...party, events: [...party.events, decision.event] };
        const { passed, valid } = standing(party);
        expect(passed).toEqual(stageNames.options.slice(0, passed.length));
        if (insideOf(party.events, party.members).length > 0)
          expect(passed).toEqual(expect.arrayContaining(['identity', 'rules', 'screening', 'escort']));
        const entries = valid.filter((event) => event.stage === 'entry').map((event) => event.member);
        expect(new Set(entries).size).toBe(entries.length);
      }
    }),
  );
});
