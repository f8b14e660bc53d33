import { Random } from './random';

const draws = <T>(count: number, draw: (random: Random) => T, seed = 'a seed'): T[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => draw(random));
};
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('repeatable chance', () => {
  it('is the same for the same seed, and another for another', () => {
    const numbers = draws(100, (random) => random.next());
    expect(draws(100, (random) => random.next())).toEqual(numbers);
    expect(draws(100, (random) => random.next(), 'a seeD')).not.toEqual(numbers);
  });

  it('is spread evenly over [0, 1)', () => {
    const numbers = draws(20_000, (random) => random.next());
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length,
    );
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it('draws log-normal values with half of them below the median', () => {
    const minutes = draws(20_000, (random) => random.logNormal(8, 0.5));
    expect(minutes.filter((value) => value < 8).length / minutes.length).toBeCloseTo(0.5, 1);
    expect(mean(minutes)).toBeCloseTo(8 * Math.exp(0.125), 0);
  });

  it('counts as many events as are expected, on average', () => {
    expect(mean(draws(20_000, (random) => random.poisson(30)))).toBeCloseTo(30, 0);
    expect(draws(100, (random) => random.poisson(0))).toEqual(Array(100).fill(0));
  });

  it('picks by weight, and never what has none', () => {
    const picked = draws(10_000, (random) => random.pick({ often: 3, seldom: 1, never: 0 }));
    expect(picked.filter((one) => one === 'often').length / picked.length).toBeCloseTo(0.75, 1);
    expect(picked).not.toContain('never');
  });
});
