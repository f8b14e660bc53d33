import { failureOf, nextAttempt, patienceMs } from './retry.rules';

const attempt = { failure: 'unsent', safe: false, repeatable: true, number: 1, unreachableForMs: 0 } as const;

describe('a failed call', () => {
  it('that was never sent is tried until a restart would be over', () => {
    expect(nextAttempt(attempt)).toBe(25);
    expect(nextAttempt({ ...attempt, number: 9, unreachableForMs: patienceMs - 1 })).toBe(300);
    expect(nextAttempt({ ...attempt, number: 2, unreachableForMs: patienceMs })).toBeUndefined();
  });

  it('that may have been done is repeated once, and only if it changes nothing', () => {
    expect(nextAttempt({ ...attempt, failure: 'lost', safe: true })).toBe(25);
    expect(nextAttempt({ ...attempt, failure: 'lost', safe: true, number: 2 })).toBeUndefined();
    expect(nextAttempt({ ...attempt, failure: 'lost' })).toBeUndefined();
  });

  it('whose body has flowed away is not repeated', () => {
    expect(nextAttempt({ ...attempt, repeatable: false })).toBeUndefined();
  });

  it('was never sent if no connection came about, and is in doubt otherwise', () => {
    const withCode = (code: string) => Object.assign(new Error(code), { code });
    expect(failureOf(withCode('ECONNREFUSED'))).toBe('unsent');
    expect(failureOf(withCode('UND_ERR_SOCKET'))).toBe('lost');
    expect(failureOf(withCode('ECONNRESET'))).toBe('lost');
    expect(failureOf('nonsense')).toBe('lost');
  });
});
