import { afterAttempt, afterItsTime, type AttemptFacts, judgeAttempt, pauseBefore } from './attempt.rules';
import type { SegmentOutcome } from '../providers/outcome.rules';

const accepted: SegmentOutcome = { kind: 'accepted', messageId: '1' };
const throttled: SegmentOutcome = { kind: 'throttled', status: 'ESME_RTHROTTLED' };
const unknown: SegmentOutcome = { kind: 'unknown', reason: 'timeout' };
const unwritten: SegmentOutcome = { kind: 'not-written', reason: 'stopped' };
const expired: SegmentOutcome = { kind: 'expired' };
const rejected = (fault: 'recipient' | 'ours' | 'temporary'): SegmentOutcome => ({
  kind: 'rejected',
  status: fault,
  fault,
});

describe('an attempt', () => {
  it.each([
    [[accepted, accepted], 'accepted'],
    [[accepted, throttled], 'throttled'],
    [[throttled, unknown], 'unknown'],
    [[accepted, expired], 'expired'],
    [[throttled, expired], 'expired'],
    [[accepted, unwritten], 'not-written'],
    [[unknown, rejected('temporary')], 'rejected'],
    [[rejected('temporary'), unknown, rejected('recipient')], 'rejected'],
  ] as const)('with segments %j is %s', (outcomes, attempt) => {
    expect(judgeAttempt(outcomes).attempt).toBe(attempt);
  });

  it('is blamed on the refusal that no repetition heals', () => {
    expect(judgeAttempt([rejected('temporary'), rejected('recipient')])).toEqual({
      attempt: 'rejected',
      status: 'recipient',
      fault: 'recipient',
    });
  });

  it('without segments is a mistake', () => {
    expect(() => judgeAttempt([])).toThrow('at least one segment');
  });
});

const facts = (outcome: SegmentOutcome, more: Partial<AttemptFacts> = {}): AttemptFacts => ({
  verdict: judgeAttempt([outcome]),
  attempts: 1,
  policy: 'hold',
  doubtful: false,
  receipts: true,
  now: 0,
  expiresAt: 60_000,
  random: 0,
  ...more,
});

describe('after an attempt a message', () => {
  it('that was accepted waits for its receipt, or is sent where there are none', () => {
    expect(afterAttempt(facts(accepted))).toEqual({ state: 'pending' });
    expect(afterAttempt(facts(accepted, { receipts: false }))).toEqual({ state: 'sent' });
  });

  it('that was too late to be written is expired', () => {
    expect(afterAttempt(facts(expired))).toEqual({ state: 'expired', reason: 'too-late-to-write' });
  });

  it('of an unknown outcome is held, unless its template says to resend it', () => {
    const held = { state: 'sending', reason: 'outcome-unknown' };
    expect(afterAttempt(facts(unknown))).toEqual(held);
    expect(afterAttempt(facts(unknown, { policy: 'query' }))).toEqual(held);
    expect(afterAttempt(facts(unknown, { policy: 'resend' }))).toEqual({ ...held, nextAt: 250 });
  });

  it('is resent twice at most, and never too late', () => {
    const held = { state: 'sending', reason: 'outcome-unknown' };
    expect(afterAttempt(facts(unknown, { policy: 'resend', attempts: 2 }))).toEqual({ ...held, nextAt: 500 });
    expect(afterAttempt(facts(unknown, { policy: 'resend', attempts: 3 }))).toEqual(held);
    expect(afterAttempt(facts(unknown, { policy: 'resend', expiresAt: 1249 }))).toEqual(held);
    expect(afterAttempt(facts(unknown, { policy: 'resend', expiresAt: 1250 }))).toHaveProperty('nextAt');
  });

  it('that was throttled comes again within its time, and expires at its end', () => {
    expect(afterAttempt(facts(throttled, { attempts: 40 }))).toEqual({
      state: 'sending',
      reason: 'throttled',
      nextAt: 7500,
    });
    expect(afterAttempt(facts(throttled, { expiresAt: 1249 }))).toEqual({
      state: 'expired',
      reason: 'throttled-until-expiry',
    });
  });

  it('of which an earlier copy may have arrived is never called expired', () => {
    const held = { state: 'sending', reason: 'outcome-unknown', resolveAt: 61_000 };
    expect(afterAttempt(facts(throttled, { doubtful: true, expiresAt: 1000 }))).toEqual(held);
    expect(afterAttempt(facts(expired, { doubtful: true, expiresAt: 1000 }))).toEqual(held);
    expect(afterItsTime(true, 1000, 'x')).toEqual(held);
    expect(afterItsTime(false, 1000, 'x')).toEqual({ state: 'expired', reason: 'x' });
  });

  it('that was not written comes again soon, however often', () => {
    expect(afterAttempt(facts(unwritten, { attempts: 40 }))).toEqual({
      state: 'sending',
      reason: 'provider-away',
      nextAt: 250,
    });
  });

  it('that was refused fails as the refusal says', () => {
    expect(afterAttempt(facts(rejected('recipient')))).toEqual({
      state: 'permanent-failure',
      reason: 'recipient',
    });
    expect(afterAttempt(facts(rejected('ours')))).toEqual({ state: 'technical-failure', reason: 'ours' });
    expect(afterAttempt(facts(rejected('temporary'), { attempts: 7 }))).toHaveProperty('nextAt', 7500);
    expect(afterAttempt(facts(rejected('temporary'), { attempts: 16 }))).toEqual({
      state: 'temporary-failure',
      reason: 'temporary',
    });
  });

  it('pauses longer each time, with half of it by chance, a quarter of a minute at most where it is urgent', () => {
    const pauses = (random: number, leftMs: number) =>
      [1, 2, 3, 20].map((attempts) => pauseBefore(attempts, { random, leftMs }));
    expect(pauses(0, 150_000)).toEqual([250, 500, 1000, 7500]);
    expect(pauses(1, 150_000)).toEqual([500, 1000, 2000, 15_000]);
    expect(pauses(1, 3_600_000)).toEqual([500, 1000, 2000, 180_000]);
    expect(pauses(1, 86_400_000)).toEqual([500, 1000, 2000, 600_000]);
  });

  it.each([
    ['a call', 150_000, 60_000, 16],
    ['a message of the day', 10_800_000, 20 * 60_000, 16],
  ])('%s outlives an SMSC that fails for a while', (_what, expiresAt, whileMs, most) => {
    let [now, attempts] = [0, 1];
    for (; now < whileMs && attempts <= most; attempts += 1) {
      const next = afterAttempt(facts(rejected('temporary'), { attempts, now, expiresAt }));
      expect(next).toHaveProperty('nextAt');
      now = next.nextAt ?? Infinity;
    }
    expect(now).toBeGreaterThanOrEqual(whileMs);
  });

  it('that lives for a day does not ask every quarter of a minute whether it is throttled still', () => {
    let [now, attempts] = [0, 0];
    for (let next: number | undefined = 0; next !== undefined; attempts += 1) {
      now = next;
      next = afterAttempt(facts(throttled, { attempts: attempts + 1, now, expiresAt: 86_400_000 })).nextAt;
    }
    expect(attempts).toBeLessThan(500);
    expect(now).toBeGreaterThan(86_380_000);
  });
});
