import { setTimeout as pause } from 'node:timers/promises';

type Found<T> = Exclude<T, undefined | null | false>;

/**
 * Asks until `condition` answers with something, and returns that. Errors of the condition count as "not yet" and are
 * the cause of the failure.
 * @throws after `ms` (default 15,000), saying what didn't come about
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  what: string,
  ms = 15_000,
): Promise<Found<Awaited<T>>> {
  const deadline = performance.now() + ms;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      cause = undefined;
      if (value !== undefined && value !== null && value !== false) return value as Found<Awaited<T>>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`after ${String(ms)} ms still not: ${what}`, { cause });
    await pause(20);
  }
}
