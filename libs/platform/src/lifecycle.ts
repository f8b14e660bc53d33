/** In this order: nothing that is stopped later may be needed by what was stopped before. */
export const stopPhases = ['requests', 'consumers', 'relay', 'pools', 'telemetry'] as const;
export type StopPhase = (typeof stopPhases)[number];

interface Hook {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
}

/** What a stop came to: the hooks that failed, with their causes. */
export interface StopFailure {
  readonly phase: StopPhase;
  readonly name: string;
  readonly cause: unknown;
}

/**
 * The orderly stop of a process. Whoever holds something open says how it is let go of, and in which phase; hooks of
 * one phase run side by side, a phase begins when the one before has ended, and a failing hook holds up nobody.
 */
export class Lifecycle {
  readonly #hooks = new Map<StopPhase, Hook[]>(stopPhases.map((phase) => [phase, []]));
  #stopping: Promise<readonly StopFailure[]> | undefined;

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  onStop(phase: StopPhase, name: string, stop: Hook['stop']): void {
    this.#hooks.get(phase)?.push({ name, stop });
  }

  /** Runs every hook once, however often it is called. */
  stop(): Promise<readonly StopFailure[]> {
    this.#stopping ??= this.#run();
    return this.#stopping;
  }

  async #run(): Promise<readonly StopFailure[]> {
    const failures: StopFailure[] = [];
    for (const phase of stopPhases) {
      const hooks = this.#hooks.get(phase) ?? [];
      await Promise.all(
        hooks.map(async ({ name, stop }) => {
          try {
            await stop();
          } catch (cause) {
            failures.push({ phase, name, cause });
          }
        }),
      );
    }
    return failures;
  }
}
