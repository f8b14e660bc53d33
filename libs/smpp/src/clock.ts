/** Time as the sessions see it, so that tests can hold it. Milliseconds everywhere. */
export interface Clock {
  /** Wall clock since the epoch: deadlines. */
  now(): number;
  /** Monotonic: pacing and intervals, which a step of the wall clock must not disturb. */
  ticks(): number;
  /** Calls back once after a while; answers how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
