import { Refusal } from '@kezek/contracts';
import { cursorOf, placeOf } from './cursor.rules';

describe('a cursor of the audit', () => {
  it.each([
    { at: '1773118800000001', subject: '', sequence: '17' },
    { at: '-1', subject: '0199e0f0-0000-7000-8000-000000000001', sequence: '3' },
  ])('names the place where the page ended', (place) => {
    expect(placeOf(cursorOf(place))).toEqual(place);
  });

  it.each([
    '',
    'x',
    cursorOf({ at: '1', subject: 'no', sequence: '1' }),
    cursorOf({ at: '', subject: '', sequence: '' }),
  ])('that was made up is refused: %s', (cursor) => {
    expect(() => placeOf(cursor)).toThrow(Refusal);
  });
});
