const shortest = 1000;
const longest = 30_000;

/**
 * Milliseconds to wait after so many failures (from 0): full jitter between one second and 2, 4, 8 … 30 s, so that
 * many clients don't come back in step. `random` is in [0, 1).
 */
export function reconnectDelay(failures: number, random: number): number {
  const ceiling = Math.min(longest, 2 * shortest * 2 ** Math.min(failures, 10));
  return Math.round(shortest + random * (ceiling - shortest));
}
