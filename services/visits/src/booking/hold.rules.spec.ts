import { Refusal } from '@kezek/contracts';
import { plusMinutes } from '@kezek/platform';
import fc from 'fast-check';
import { allowed, refused } from '../testing/booking.fixture';
import { decide, keptUntil, stateAt, transitions, type Action, type Hold } from './hold.rules';

const noon = new Date('2026-03-10T07:00:00Z');
const at = (minutes: number) => plusMinutes(noon, minutes);
const terms = (minutes: number) => ({ now: at(minutes), holdMinutes: 10, holdAtMostMinutes: 30 });
const aHold = (more: Partial<Hold> = {}): Hold => ({
  state: 'active',
  version: 1,
  createdAt: noon,
  expiresAt: at(10),
  ...more,
});

describe('a hold', () => {
  it('keeps its place for its minutes, and is over to the instant without anybody sweeping', () => {
    expect(keptUntil(noon, terms(0))).toEqual(at(10));
    expect(stateAt(aHold(), plusMinutes(at(10), -1 / 60))).toBe('active');
    expect(stateAt(aHold(), at(10))).toBe('expired');
    expect(stateAt(aHold({ state: 'converted' }), at(10))).toBe('converted');
  });

  it('is begun anew by a change, but never kept longer than it may be', () => {
    const changed = (minutes: number, expiresAt: Date) =>
      allowed(decide(aHold({ expiresAt }), 'change', terms(minutes))).hold;
    expect(changed(9, at(10))).toMatchObject({ state: 'active', version: 2, expiresAt: at(19) });
    expect(changed(18, at(19)).expiresAt).toEqual(at(28));
    expect(changed(25, at(28)).expiresAt).toEqual(at(30));
    expect(refused(decide(aHold({ expiresAt: at(30) }), 'change', terms(30)))).toMatchObject({
      code: 'hold-wrong-state',
      details: { state: 'expired', actions: ['confirm', 'release'] },
    });
  });

  it('is confirmed once, and the second time gives the same answer', () => {
    const first = allowed(decide(aHold(), 'confirm', terms(5)));
    expect(first).toEqual({ hold: aHold({ state: 'converted', version: 2 }), winsAgain: false });
    expect(decide(first.hold, 'confirm', terms(6))).toEqual({
      hold: first.hold,
      done: true,
      winsAgain: false,
    });
  });

  it('that has expired is confirmed only with a place that it wins again, swept or not', () => {
    expect(decide(aHold(), 'confirm', terms(11))).toMatchObject({
      hold: { state: 'converted' },
      winsAgain: true,
    });
    const swept = allowed(decide(aHold(), 'expire', terms(11))).hold;
    expect(swept.state).toBe('expired');
    expect(decide(swept, 'confirm', terms(12))).toMatchObject({ winsAgain: true });
  });

  it('does not expire before its time', () => {
    expect(refused(decide(aHold(), 'expire', terms(9))).code).toBe('hold-wrong-state');
  });

  it('is let go once, and then can not be confirmed', () => {
    const { hold } = allowed(decide(aHold(), 'release', terms(1)));
    expect(hold.state).toBe('released');
    expect(decide(hold, 'release', terms(2))).toMatchObject({ done: true });
    expect(refused(decide(hold, 'confirm', terms(2)))).toMatchObject({
      details: { state: 'released', actions: [] },
    });
  });
});

it('whatever is asked of a hold, it keeps its place no longer than it may, and ends once', () => {
  const actions = fc.constantFrom<Action>('change', 'confirm', 'release', 'expire');
  fc.assert(
    fc.property(fc.array(fc.tuple(actions, fc.integer({ min: 0, max: 7 })), { maxLength: 20 }), (asked) => {
      let [hold, minute] = [aHold(), 0];
      for (const [action, later] of asked) {
        minute += later;
        const before = stateAt(hold, at(minute));
        const decision = decide(hold, action, terms(minute));
        if (decision instanceof Refusal || decision.done) continue;
        expect(transitions[action].from).toContain(before);
        expect(decision.hold.expiresAt <= at(30)).toBe(true);
        expect(decision.hold.expiresAt >= hold.expiresAt).toBe(true);
        expect(decision.winsAgain).toBe(action === 'confirm' && before === 'expired');
        expect(['converted', 'released']).not.toContain(hold.state);
        hold = decision.hold;
      }
    }),
  );
});
