import { onAbort } from '../retry/on-abort';

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
  const ignoreStop = onAbort(stop, () => {
    awake.abort();
  });
  await timeOver(atLeastMs, awake.signal);
  await Promise.race([woken, timeOver(atMostMs - atLeastMs, awake.signal)]);
  ignoreStop();
  awake.abort();
}

// By the global timer, which a test may take the place of; it cannot that of `node:timers/promises`.
function timeOver(ms: number, awake: AbortSignal): Promise<void> {
  if (ms <= 0 || awake.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    onAbort(awake, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
