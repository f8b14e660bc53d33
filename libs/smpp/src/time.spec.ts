import * as fc from 'fast-check';
import { formatAbsoluteTime, formatRelativeTime, parseReceiptTime, parseSmppTime } from './time';

const now = Date.UTC(2026, 0, 15, 9, 0, 0);

describe('an absolute time', () => {
  test('is written in UTC to the tenth of a second', () => {
    expect(formatAbsoluteTime(Date.UTC(2026, 10, 5, 4, 3, 2, 199))).toBe('261105040302100+');
  });

  test('is read as it was written', () => {
    const tenths = fc.integer({ min: Date.UTC(2000, 0, 1) / 100, max: Date.UTC(2099, 11, 31) / 100 });
    fc.assert(
      fc.property(tenths, (tenth) => {
        expect(parseSmppTime(formatAbsoluteTime(tenth * 100), now)).toBe(tenth * 100);
      }),
    );
  });

  test('is read with its offset in quarters of an hour', () => {
    expect(parseSmppTime('260115140000020+', now)).toBe(now);
    expect(parseSmppTime('260115070000008-', now)).toBe(now);
  });

  test.each([
    '',
    'tomorrow',
    '261301000000000+',
    '260100000000000+',
    '260101240000000+',
    '260101006000000+',
    '2601010000000',
  ])('"%s" is no time', (text) => {
    expect(parseSmppTime(text, now)).toBeUndefined();
  });
});

describe('a relative time', () => {
  test('is rounded down, at least a second, at most 31 days', () => {
    expect(formatRelativeTime(90_061_999)).toBe('000001010101000R');
    expect(formatRelativeTime(-5)).toBe('000000000001000R');
    expect(formatRelativeTime(1e12)).toBe('000031000000000R');
  });

  test('never outlasts what was asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 31 * 86_400_000 }), (milliseconds) => {
        const end = parseSmppTime(formatRelativeTime(milliseconds), now) ?? 0;
        expect(end - now).toBeLessThanOrEqual(milliseconds);
        expect(end - now).toBeGreaterThan(milliseconds - 1000);
      }),
    );
  });

  test('counts months as 30 days and years as 365', () => {
    expect(parseSmppTime('010100000000000R', now)).toBe(now + 395 * 86_400_000);
  });
});

describe('the time of a receipt', () => {
  test('may have seconds or not', () => {
    expect(parseReceiptTime('2601150900')).toBe(now);
    expect(parseReceiptTime('260115090005')).toBe(now + 5000);
  });

  test('is nothing when it is no date', () => {
    for (const text of ['', '26011509', '2613150900', '2601320900', '2601152400', '2601150960']) {
      expect(parseReceiptTime(text)).toBeUndefined();
    }
  });
});
