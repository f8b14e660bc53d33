import { setTimeout as pause } from 'node:timers/promises';
import { Trouble } from './trouble';

/** How long to keep looking, how often (milliseconds), and what for (named when time is up). */
export interface Patience {
  timeoutMs: number;
  everyMs?: number;
  /** Ends the wait early. */
  signal?: AbortSignal | undefined;
  what: string;
}

/** The part of it that callers of a certain check decide. */
export type Wait = Partial<Pick<Patience, 'timeoutMs' | 'signal'>>;

/** Repeats `attempt` until it answers something else than undefined or false; its errors count as "not yet". */
export async function until<T>(
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
  patience: Patience,
): Promise<T> {
  const deadline = Date.now() + patience.timeoutMs;
  let last: unknown;
  do {
    try {
      const answer = await attempt();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error instanceof Trouble) throw error;
      last = error;
    }
    await pause(patience.everyMs ?? 50);
  } while (Date.now() < deadline && patience.signal?.aborted !== true);
  const reason = last instanceof Error ? `: ${last.message}` : '';
  throw new Trouble(`${patience.what} did not come within ${String(patience.timeoutMs / 1000)} s${reason}`);
}
