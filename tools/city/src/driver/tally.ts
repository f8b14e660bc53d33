import { type Action, isOrdinary } from './refusals';

/** Counts what was asked of the gateway and what was refused. */
export class Tally {
  requests = 0;
  repeats = 0;
  readonly #refusals = new Map<string, number>();
  readonly #unexpected: string[] = [];

  refused(action: Action, code: string, detail: string): void {
    const name = `${action}: ${code}`;
    this.#refusals.set(name, (this.#refusals.get(name) ?? 0) + 1);
    if (!isOrdinary(action, code)) this.#unexpected.push(`${name} (${detail})`);
  }

  get refusals(): Record<string, number> {
    return Object.fromEntries([...this.#refusals].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Refusals that no working day should see. */
  get unexpected(): readonly string[] {
    return this.#unexpected;
  }
}
