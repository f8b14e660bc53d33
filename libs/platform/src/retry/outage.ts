import { logger } from '../telemetry/logger';

/** Tells once that something is away and once that it is back, however often it is tried in between. */
export class Outage {
  #since: number | undefined;
  readonly #component: string;
  readonly #what: string;

  constructor(component: string, what: string) {
    this.#component = component;
    this.#what = what;
  }

  get lasting(): boolean {
    return this.#since !== undefined;
  }

  begin(error: unknown): void {
    const log = logger(this.#component);
    if (this.#since === undefined) {
      this.#since = performance.now();
      log.error({ err: error }, `${this.#what} is away; trying until it is back`);
    } else log.debug({ err: error }, `${this.#what} is still away`);
  }

  end(): void {
    if (this.#since === undefined) return;
    const seconds = Math.round((performance.now() - this.#since) / 1000);
    this.#since = undefined;
    logger(this.#component).warn({ seconds }, `${this.#what} is back`);
  }
}
