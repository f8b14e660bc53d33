import { setTimeout as pause } from 'node:timers/promises';

export interface BackoffRange {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** How long to wait before try `attempt` (1, 2, …): doubling, half of it random, so that many don't come at once. */
export const delayOf = ({ firstMs, mostMs }: BackoffRange, attempt: number): number => {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  return full / 2 + (Math.random() * full) / 2;
};

/** Waits; returns at once when the signal says stop. */
export async function backOff(range: BackoffRange, attempt: number, stop: AbortSignal): Promise<void> {
  await pause(delayOf(range, attempt), undefined, { signal: stop }).catch(() => undefined);
}
