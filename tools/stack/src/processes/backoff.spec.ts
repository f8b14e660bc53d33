import { afterDeath } from './backoff';

const deathsInARow = (count: number, upForMs: number) => {
  let record = { deaths: 0 };
  return Array.from({ length: count }, () => {
    const next = afterDeath(record, upForMs);
    record = next.record;
    return next.waitMs;
  });
};

describe('the back-off', () => {
  it('doubles from one second and stays at thirty', () => {
    expect(deathsInARow(8, 500)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('forgives everything after a minute of life', () => {
    const { record } = afterDeath({ deaths: 5 }, 60_000);
    expect(record).toEqual({ deaths: 1 });
    expect(afterDeath({ deaths: 5 }, 60_000).waitMs).toBe(1_000);
  });

  it('forgives nothing a moment before the minute is over', () => {
    expect(afterDeath({ deaths: 1 }, 59_999).waitMs).toBe(2_000);
  });
});
