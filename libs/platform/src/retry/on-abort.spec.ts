import { getEventListeners } from 'node:events';
import { onAbort } from './on-abort';

describe('who listens to a stop', () => {
  it('is called once, also where it was said before', () => {
    const stop = new AbortController();
    let called = 0;
    onAbort(stop.signal, () => called++);
    stop.abort();
    expect(called).toBe(1);
    onAbort(stop.signal, () => called++);
    expect(called).toBe(2);
  });

  it('is not called, and not kept, when it listens no longer', () => {
    const stop = new AbortController();
    let called = 0;
    for (let n = 0; n < 1000; n++) onAbort(stop.signal, () => called++)();
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort();
    expect(called).toBe(0);
  });
});
