import { getEventListeners } from 'node:events';
import { sleep } from './sleep';

const never = new Promise<never>(() => undefined);

const stillThere = (sleeping: Promise<void>): Promise<boolean> =>
  Promise.race([sleeping.then(() => false), Promise.resolve(true)]);

describe('a sleep', () => {
  let stop: AbortController;
  beforeEach(() => {
    stop = new AbortController();
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('ends when somebody wakes', async () => {
    await sleep({ atMostMs: 60_000 }, Promise.resolve(), stop.signal);
    expect(jest.getTimerCount()).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('ends by itself', async () => {
    const sleeping = sleep({ atLeastMs: 20, atMostMs: 50 }, never, stop.signal);
    expect(await stillThere(sleeping)).toBe(true);
    await jest.advanceTimersByTimeAsync(49);
    expect(await stillThere(sleeping)).toBe(true);
    await jest.advanceTimersByTimeAsync(1);
    await sleeping;
  });

  it('is not cut short by who wakes at once', async () => {
    const sleeping = sleep({ atLeastMs: 20, atMostMs: 50 }, Promise.resolve(), stop.signal);
    await jest.advanceTimersByTimeAsync(19);
    expect(await stillThere(sleeping)).toBe(true);
    await jest.advanceTimersByTimeAsync(1);
    await sleeping;
  });

  it('ends at once on a stop, before it and within it, and keeps nothing of it', async () => {
    const sleeping = sleep({ atLeastMs: 60_000, atMostMs: 60_000 }, never, stop.signal);
    stop.abort();
    await sleeping;
    await sleep({ atMostMs: 60_000 }, never, stop.signal);
    expect(jest.getTimerCount()).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });
});
