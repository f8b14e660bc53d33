import { setTimeout as pause } from 'node:timers/promises';

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
  const quietly = (ms: number) => pause(ms, undefined, { signal: awake.signal }).catch(() => undefined);
  const wake = () => {
    awake.abort();
  };
  // Not by `AbortSignal.any`: Node keeps each such signal that was listened to for as long as `stop` lives.
  stop.addEventListener('abort', wake);
  if (stop.aborted) wake();
  if (atLeastMs > 0) await quietly(atLeastMs);
  if (atMostMs > atLeastMs) await Promise.race([woken, quietly(atMostMs - atLeastMs)]);
  stop.removeEventListener('abort', wake);
  wake();
}
