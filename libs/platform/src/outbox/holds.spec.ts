import { Holds } from './holds';

test('what is held is left out until its time is over or something of it went through', () => {
  jest.useFakeTimers();
  const holds = new Holds();
  expect(holds.hold('key', 'k', 1_000)).toBe(true);
  expect(holds.hold('key', 'k', 1_000)).toBe(false);
  expect(holds.hold('topic', 't', 5_000)).toBe(true);
  expect([holds.names('key'), holds.names('topic'), holds.size]).toEqual([['k'], ['t'], 2]);
  jest.advanceTimersByTime(2_000);
  expect([holds.names('key'), holds.names('topic'), holds.size]).toEqual([[], ['t'], 2]);
  holds.release('t', 'k');
  expect(holds.size).toBe(0);
  jest.useRealTimers();
});
