import { metersBetween, placeOf, travelMinutes } from './place.rules';

const almaty = { latitude: 43.2389, longitude: 76.8897 };
const astana = { latitude: 51.1694, longitude: 71.4491 };

describe('a place', () => {
  it('is read as the contract lets it pass', () => {
    expect(placeOf('43.2389,76.8897')).toEqual(almaty);
    expect(placeOf('-33,-70.5')).toEqual({ latitude: -33, longitude: -70.5 });
  });
});

describe('a distance', () => {
  it('is that of the sphere, the same both ways', () => {
    expect(metersBetween(almaty, astana)).toBeCloseTo(972_000, -4);
    expect(metersBetween(astana, almaty)).toBe(metersBetween(almaty, astana));
    expect(metersBetween(almaty, almaty)).toBe(0);
  });

  it('of a degree along a meridian is 111.2 km', () => {
    expect(metersBetween({ latitude: 43, longitude: 77 }, { latitude: 44, longitude: 77 })).toBe(111_195);
  });

  it('is the short way over the date line and over a pole', () => {
    expect(metersBetween({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBe(
      111_195,
    );
    expect(metersBetween({ latitude: 89.5, longitude: 0 }, { latitude: 89.5, longitude: 180 })).toBe(111_195);
    expect(metersBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBe(20_015_114);
  });
});

describe('a way', () => {
  it('takes whole minutes, rounded up', () => {
    expect(travelMinutes(10_000, 20)).toBe(30);
    expect(travelMinutes(10_001, 20)).toBe(31);
    expect(travelMinutes(1, 20)).toBe(1);
    expect(travelMinutes(0, 20)).toBe(0);
    expect(travelMinutes(5000, 5)).toBe(60);
  });
});
