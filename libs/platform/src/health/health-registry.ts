export interface CheckResult {
  readonly ok: boolean;
  /** For operators; no addresses, no secrets. */
  readonly detail?: string;
}
export type Check = () => CheckResult | Promise<CheckResult>;

export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
  /** What the process can do without: it changes nothing about `ok`. */
  readonly information?: Readonly<Record<string, CheckResult>>;
}

const checkTimeLimitMs = 2000;

const withinLimit = async (check: Check): Promise<CheckResult> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ok: false, detail: 'no answer in time' });
    }, checkTimeLimitMs);
  });
  try {
    return await Promise.race([Promise.resolve().then(check), limit]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.name : 'failed' };
  } finally {
    clearTimeout(timer);
  }
};

const run = async (checks: ReadonlyMap<string, Check>): Promise<HealthReport> => {
  const results = await Promise.all(
    [...checks].map(async ([name, check]) => [name, await withinLimit(check)] as const),
  );
  return { ok: results.every(([, result]) => result.ok), checks: Object.fromEntries(results) };
};

/**
 * What makes this process alive (progress: false means it must be restarted) and ready (it can do its work now).
 * A dependency that others can do without, as Kafka for the desks or Redis for the limits, belongs to neither; how it is
 * may be told beside them, as information.
 */
export class HealthRegistry {
  readonly #live = new Map<string, Check>();
  readonly #ready = new Map<string, Check>();
  readonly #information = new Map<string, Check>();
  #phase: 'starting' | 'serving' | 'stopping' = 'starting';

  onLive(name: string, check: Check): void {
    this.#live.set(name, check);
  }

  onReady(name: string, check: Check): void {
    this.#ready.set(name, check);
  }

  onInformation(name: string, check: Check): void {
    this.#information.set(name, check);
  }

  serving(): void {
    if (this.#phase === 'starting') this.#phase = 'serving';
  }

  stopping(): void {
    this.#phase = 'stopping';
  }

  live(): Promise<HealthReport> {
    return run(this.#live);
  }

  async ready(): Promise<HealthReport> {
    const [report, information] = await Promise.all([run(this.#ready), run(this.#information)]);
    const serving = this.#phase === 'serving';
    return {
      ok: report.ok && serving,
      checks: { process: { ok: serving, detail: this.#phase }, ...report.checks },
      ...(this.#information.size > 0 && { information: information.checks }),
    };
  }
}
