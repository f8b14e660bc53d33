import { placeOf } from './place.rules';

const office = {
  name: { kk: 'СИЗО кк', ru: 'СИЗО ру' },
  address: { kk: 'көше', ru: 'улица', en: 'street' },
};

describe('the place of a message', () => {
  it('is the office’s name, in Russian where it has none in English', () => {
    expect(placeOf({ ...office, kind: 'police' }, 'kk', false)).toBe('СИЗО кк');
    expect(placeOf({ ...office, kind: 'police' }, 'en', false)).toBe('СИЗО ру');
  });

  it('is the street of a remand prison, unless the template may name facts of custody', () => {
    expect(placeOf({ ...office, kind: 'penal' }, 'en', false)).toBe('street');
    expect(placeOf({ ...office, kind: 'penal' }, 'ru', true)).toBe('СИЗО ру');
  });
});
