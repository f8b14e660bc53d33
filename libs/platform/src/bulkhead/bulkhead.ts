import type { Refusal } from '@kezek/contracts';
import { Counter, Gauge } from 'prom-client';
import { metrics } from '../telemetry/metrics';

export interface BulkheadLimits {
  /** Who may be inside at once. */
  readonly places: number;
  /** Who may wait for a place; nobody beyond them. */
  readonly waiting: number;
  /** How long somebody waits at most, in milliseconds; as long as it takes where absent. */
  readonly patienceMs?: number;
}

const waits = new Gauge({
  name: 'kezek_bulkhead_waiting',
  help: 'Calls that wait for a place, by what they wait for',
  labelNames: ['bulkhead'],
  registers: [metrics],
});
const refused = new Counter({
  name: 'kezek_bulkhead_refused_total',
  help: 'Calls that found no place, or none in time, by what they wanted',
  labelNames: ['bulkhead'],
  registers: [metrics],
});

/**
 * So many calls at once and no more: what is inside is left to what is inside, and a flood stays before the door. Who
 * finds no place waits in a line, the first to come is the first to enter.
 */
export class Bulkhead {
  readonly #line = new Set<() => void>();
  #inside = 0;

  /**
   * @param name in the measures
   * @param refusal of who finds no place
   */
  constructor(
    private readonly name: string,
    private readonly limits: BulkheadLimits,
    private readonly refusal: () => Refusal,
  ) {}

  /** Who is inside, and who waits for it. */
  get present(): number {
    return this.#inside + this.#line.size;
  }

  /**
   * Resolves inside, to how one leaves; that may be called again.
   * @param gone aborted when nobody wants it any more: who waits then gives its place in the line up
   * @throws {Refusal} when nobody more may wait, or it took too long; the reason of `gone`
   */
  async enter(gone?: AbortSignal): Promise<() => void> {
    gone?.throwIfAborted();
    if (this.#inside >= this.limits.places) await this.#turn(gone);
    else this.#inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  // Who leaves hands the place to the first in the line.
  #leave(): void {
    const [next] = this.#line;
    if (next === undefined) this.#inside -= 1;
    else next();
  }

  #turn(gone: AbortSignal | undefined): Promise<void> {
    if (this.#line.size >= this.limits.waiting) throw this.#refuse();
    return new Promise((resolve, reject) => {
      const over = () => {
        this.#line.delete(enter);
        waits.set({ bulkhead: this.name }, this.#line.size);
        clearTimeout(timer);
        gone?.removeEventListener('abort', leave);
      };
      const enter = () => {
        over();
        resolve();
      };
      const leave = () => {
        over();
        reject(gone?.reason as Error);
      };
      const timer = this.#impatience(() => {
        over();
        reject(this.#refuse());
      });
      gone?.addEventListener('abort', leave);
      this.#line.add(enter);
      waits.set({ bulkhead: this.name }, this.#line.size);
    });
  }

  #impatience(act: () => void): NodeJS.Timeout | undefined {
    const { patienceMs } = this.limits;
    return patienceMs === undefined ? undefined : setTimeout(act, patienceMs);
  }

  #refuse(): Refusal {
    refused.inc({ bulkhead: this.name });
    return this.refusal();
  }
}
