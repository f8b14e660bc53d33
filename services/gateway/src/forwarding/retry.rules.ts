/** `unsent`: the service never saw the call. `lost`: it may have, but there is no answer. */
export type Failure = 'unsent' | 'lost';

const neverConnected = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export const failureOf = (error: unknown): Failure => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && neverConnected.has(code) ? 'unsent' : 'lost';
};

export interface Attempt {
  readonly failure: Failure;
  /** Doing it twice is the same as doing it once. */
  readonly safe: boolean;
  /** The body is at hand to be sent again. */
  readonly repeatable: boolean;
  /** Counted from 1. */
  readonly number: number;
  /** How long nobody has been able to reach the service. */
  readonly unreachableForMs: number;
}

/** How long a restarting service is waited for. */
export const patienceMs = 2500;
const waits = [25, 50, 100, 200];

/**
 * Milliseconds until the next attempt; undefined: give up. What was never sent is tried until a restart would be
 * over; what was lost is repeated once, and only when nothing can happen twice by it.
 */
export function nextAttempt(attempt: Attempt): number | undefined {
  if (!attempt.repeatable) return undefined;
  if (attempt.failure === 'unsent')
    return attempt.unreachableForMs < patienceMs ? (waits[attempt.number - 1] ?? 300) : undefined;
  return attempt.safe && attempt.number === 1 ? waits[0] : undefined;
}
