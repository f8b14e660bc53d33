import { maskPhone, parseKazakhMobile, testNumberOutcome } from './kazakh-mobile';

describe('a Kazakh mobile number', () => {
  it.each([
    '+77011234567',
    '+7 701 123 45 67',
    '8 (701) 123-45-67',
    '87011234567',
    '77011234567',
    '7011234567',
    ' +7.701.123.45.67 ',
  ])('is read from %s', (input) => {
    expect(parseKazakhMobile(input)).toEqual({ ok: true, e164: '+77011234567' });
  });

  it.each(['700', '701', '702', '705', '707', '708', '747', '771', '775', '776', '777', '778'])(
    'may begin with %s',
    (prefix) => {
      expect(parseKazakhMobile(`+7${prefix}1234567`)).toEqual({ ok: true, e164: `+7${prefix}1234567` });
    },
  );

  it.each([
    ['+79161234567', 'not-kazakh'],
    ['89161234567', 'not-kazakh'],
    ['+996555123456', 'not-kazakh'],
    ['+77272501234', 'not-mobile'],
    ['+7701123456', 'not-a-number'],
    ['+770112345678', 'not-a-number'],
    ['', 'not-a-number'],
    ['hello', 'not-a-number'],
    ['+77011234567;ext=5', 'not-a-number'],
  ])('is not %s: %s', (input, reason) => {
    expect(parseKazakhMobile(input)).toEqual({ ok: false, reason });
  });
});

it('a text of any length is not a number', () => {
  expect(parseKazakhMobile('1'.repeat(100_000))).toEqual({ ok: false, reason: 'not-a-number' });
});

describe('a test number', () => {
  it('is taken although no operator has it, and stands for its outcome', () => {
    const outcomes = [1, 2, 3, 4, 5, 6, 7].map((digit) => {
      const parsed = parseKazakhMobile(`8 750 000 000 ${String(digit)}`);
      return parsed.ok ? testNumberOutcome(parsed.e164) : parsed.reason;
    });
    expect(outcomes).toEqual([
      'delivered',
      'permanent',
      'temporary',
      'expired',
      'unknown',
      'throttled',
      'late-receipt',
    ]);
  });

  it('is one of seven: its neighbours have no outcome', () => {
    expect(testNumberOutcome('+77500000000')).toBeUndefined();
    expect(testNumberOutcome('+77500000008')).toBeUndefined();
    expect(testNumberOutcome('+77011234567')).toBeUndefined();
  });
});

describe('a masked number', () => {
  it('shows the operator and the last four digits alone', () => {
    expect(maskPhone('+77011234567')).toBe('+7701•••4567');
    expect(maskPhone('+7701')).toBe('•••');
  });
});
