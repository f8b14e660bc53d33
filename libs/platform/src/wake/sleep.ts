/** Real milliseconds. */
export interface Sleep {
  /** Slept also by who is woken at once: however often it happens, no more is done than so often. Default 0. */
  readonly atLeastMs?: number;
  readonly atMostMs: number;
}

/** Sleeps until `woken` resolves or the time is over; returns at once when the signal says stop. */
export async function sleep(
  { atLeastMs = 0, atMostMs }: Sleep,
  woken: Promise<unknown>,
  stop: AbortSignal,
): Promise<void> {
  const awake = new AbortController();
  const wake = () => {
    awake.abort();
  };
  // Not by `AbortSignal.any`: Node keeps each such signal that was listened to for as long as `stop` lives.
  stop.addEventListener('abort', wake);
  if (stop.aborted) wake();
  await timeOver(atLeastMs, awake.signal);
  await Promise.race([woken, timeOver(atMostMs - atLeastMs, awake.signal)]);
  stop.removeEventListener('abort', wake);
  wake();
}

// By the global timer, which a test may take the place of; it cannot that of `node:timers/promises`.
function timeOver(ms: number, awake: AbortSignal): Promise<void> {
  if (ms <= 0 || awake.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    awake.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
