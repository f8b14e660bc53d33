import type { LogRecord } from './record';

interface Lane {
  readonly records: LogRecord[];
}

/**
 * Works through the records of one partition: in order within a key, several keys at once. Knows up to which offset
 * everything is done: that much may be committed.
 */
export class KeyedBatch {
  readonly #records: readonly LogRecord[];
  readonly #done = new Set<number>();
  #contiguous = 0;
  /** The offset that the owner has committed last. */
  committed: number | undefined;

  constructor(records: readonly LogRecord[]) {
    this.#records = records;
  }

  /** The last record before which (and with which) all are done. */
  get lastDone(): LogRecord | undefined {
    return this.#records[this.#contiguous - 1];
  }

  get complete(): boolean {
    return this.#contiguous === this.#records.length;
  }

  /**
   * Runs `deliver` for runs of records of one key, at most `runAtMost` long; `goOn` is asked before each. A delivery that
   * throws ends its key's lane.
   */
  async run(how: {
    readonly lanesAtOnce: number;
    readonly runAtMost: number;
    readonly goOn: () => boolean;
    readonly deliver: (records: readonly LogRecord[]) => Promise<void>;
  }): Promise<void> {
    const lanes = this.#lanes();
    const errors: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
        try {
          while (lane.records.length > 0 && how.goOn()) {
            const run = lane.records.splice(0, how.runAtMost);
            await how.deliver(run);
            this.#finish(run);
          }
        } catch (error) {
          errors.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(how.lanesAtOnce, lanes.length) }, worker));
    if (errors.length > 0) throw errors[0];
  }

  // Records without a key have no order to keep among each other.
  #lanes(): Lane[] {
    const lanes = new Map<string | number, Lane>();
    for (const record of this.#records) {
      const name = record.key ?? record.offset;
      const lane = lanes.get(name) ?? { records: [] };
      lane.records.push(record);
      lanes.set(name, lane);
    }
    return [...lanes.values()];
  }

  #finish(run: readonly LogRecord[]): void {
    for (const { offset } of run) this.#done.add(offset);
    this.#advance();
  }

  #advance(): void {
    for (let next = this.#records[this.#contiguous]; next !== undefined && this.#done.has(next.offset);) {
      this.#done.delete(next.offset);
      next = this.#records[++this.#contiguous];
    }
  }
}
