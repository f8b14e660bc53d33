import fc from 'fast-check';
import { isIin } from './iin';

const sum = (digits: number[], weights: number[]) =>
  weights.reduce((total, weight, index) => total + weight * (digits[index] ?? 0), 0) % 11;

describe('an IIN', () => {
  it('is told by its check digit', () => {
    // 9·1 + 1·4 + 1·6 + 3·7 = 40, which leaves 7.
    expect(isIin('900101300007')).toBe(true);
    expect(isIin('900101300008')).toBe(false);
    // 8·1 + 5·2 + 1·3 + 2·4 + 3·5 + 1·6 + 4·7 + 1·11 = 89, which leaves 1.
    expect(isIin('851231400011')).toBe(true);
  });

  it.each(['', '12345678901', '1234567890123', '12345678901a', ' 90010130000'])('is not %j', (text) => {
    expect(isIin(text)).toBe(false);
  });

  it('has at most one check digit for its first eleven, and a changed digit is noticed', () => {
    const eleven = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(eleven, (first) => {
        const valid = Array.from({ length: 10 }, (_, last) => [...first, last].join('')).filter(isIin);
        expect(valid.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes the second sum where the first leaves 10', () => {
    // 1·1+…: eleven digits whose first sum leaves 10, with the digit of the second one.
    const digits = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
    expect(sum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])).toBe(10);
    expect(isIin('000000000101')).toBe(true);
    expect(isIin('000000000100')).toBe(false);
  });
});
