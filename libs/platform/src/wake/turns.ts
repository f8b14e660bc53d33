/**
 * Work that is done by turns, one at a time: who asks while none runs begins one, who asks during one gets another
 * after it, however many ask meanwhile. What was there to do before the question is seen by a turn that begins after it.
 */
export class Turns {
  readonly #turn: () => Promise<void>;
  #asked = false;
  #running = false;
  #last: Promise<void> = Promise.resolve();

  /** @param turn must not reject: what failed is its own to say, and to be asked for again */
  constructor(turn: () => Promise<void>) {
    this.#turn = turn;
  }

  ask(): void {
    this.#asked = true;
    if (!this.#running) this.#last = this.#run();
  }

  /** Resolves when all who have asked so far have had theirs. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#asked) {
        this.#asked = false;
        await this.#turn();
      }
    } finally {
      // In one breath with the last look at `asked`, and not by `finally()` of this promise: who asks between the two
      // would find a run that isn't going to look again.
      this.#running = false;
    }
  }
}
