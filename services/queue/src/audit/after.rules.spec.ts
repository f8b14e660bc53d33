import { Refusal } from '@kezek/contracts';
import { afterOf, placeOf } from './after.rules';

describe('a place in the audit', () => {
  it.each([
    { at: '1773118800000001', subject: '', sequence: '17' },
    { at: '-1', subject: '0199e0f0-0000-7000-8000-000000000001', sequence: '3' },
  ])('names the place where the page ended', (place) => {
    expect(placeOf(afterOf(place))).toEqual(place);
  });

  it.each([
    '',
    'x',
    afterOf({ at: '1', subject: 'no', sequence: '1' }),
    afterOf({ at: '', subject: '', sequence: '' }),
  ])('that was made up is refused: %s', (after) => {
    expect(() => placeOf(after)).toThrow(Refusal);
  });
});
