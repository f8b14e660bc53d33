import { reconnectDelay } from './backoff';
import { Pacer } from './pacer';

/** How many segments go in a stretch of time when every chance is taken. */
function sent(pacer: Pacer, from: number, to: number): number {
  let count = 0;
  for (let now = from; now < to; now += 1) {
    while (pacer.delay(now) === 0) {
      pacer.take(now, 1);
      count += 1;
    }
  }
  return count;
}

describe('the pace', () => {
  test('is kept over a second, with a burst of a tenth', () => {
    const pacer = new Pacer({ segmentsPerSecond: 100 });
    const count = sent(pacer, 0, 1000);
    expect(count).toBeGreaterThanOrEqual(100);
    expect(count).toBeLessThanOrEqual(111);
  });

  test('counts the segments of a message in one PDU', () => {
    const pacer = new Pacer({ segmentsPerSecond: 10 });
    pacer.take(0, 6);
    expect(pacer.delay(0)).toBe(500);
  });

  test('is below one a second where the account says so', () => {
    const pacer = new Pacer({ segmentsPerSecond: 0.5 });
    pacer.take(0, 1);
    expect(pacer.delay(0)).toBe(1900);
  });

  test('pauses and halves when throttled, once for a window full of refusals', () => {
    const pacer = new Pacer({ segmentsPerSecond: 100 });
    pacer.throttle(0);
    pacer.throttle(5);
    pacer.throttle(999);
    expect(pacer.delay(10)).toBe(990);
    expect(pacer.rate(1000)).toBe(50);
    pacer.throttle(1000);
    expect(pacer.rate(2000)).toBe(25);
  });

  test('recovers by a twentieth each second of peace', () => {
    const pacer = new Pacer({ segmentsPerSecond: 100, pause: 500 });
    pacer.throttle(0);
    expect(pacer.rate(499)).toBe(50);
    expect(pacer.rate(1500)).toBeCloseTo(55);
    expect(pacer.recovery(0)).toBe(10_500);
    expect(pacer.rate(10_500)).toBe(100);
    expect(pacer.recovery(10_500)).toBe(0);
  });

  test('never falls to nothing', () => {
    const pacer = new Pacer({ segmentsPerSecond: 64, pause: 1 });
    for (let now = 0; now < 100; now += 1) pacer.throttle(now);
    expect(pacer.rate(100)).toBe(1);
  });

  test('without throttling has nothing to recover from', () => {
    expect(new Pacer({ segmentsPerSecond: 1 }).recovery(0)).toBe(0);
  });
});

describe('the wait before a new connection', () => {
  test('is between one second and 2, 4, 8 … 30', () => {
    expect(reconnectDelay(0, 0)).toBe(1000);
    expect(reconnectDelay(0, 0.999_999)).toBe(2000);
    expect(reconnectDelay(2, 0.5)).toBe(4500);
    expect(reconnectDelay(10, 0.999_999)).toBe(30_000);
    expect(reconnectDelay(1e9, 0.999_999)).toBe(30_000);
  });
});
