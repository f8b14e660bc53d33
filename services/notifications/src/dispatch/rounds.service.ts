import { type Clock, describeError, type HealthRegistry, logger, realMs, sleep } from '@kezek/platform';

/** Work that comes up by itself, in every process; each piece is claimed, so that they don't disturb each other. */
export interface Round {
  readonly name: string;
  /** However much there is to do, or however often it fails: so long it rests, in real milliseconds. */
  readonly restMs: number;
  /** Has something to do whenever it has rested; else when the agenda says so. */
  readonly always?: boolean;
  /** Answers how much was done: while that isn't zero, it goes on at once. */
  readonly work: () => Promise<number>;
}

export interface RoundsOptions {
  readonly clock: Clock;
  readonly rounds: readonly Round[];
  /** When each has something to do next, as far as is known now; none is named that has nothing to come. */
  readonly agenda: () => Promise<ReadonlyMap<string, Date>>;
  /**
   * How often it looks whatever it knows, in real milliseconds: so late is seen what a process left that died before it
   * woke anybody, and a machine's clock that was moved.
   */
  readonly lookEveryMs?: number;
}

const atOnceAtMost = 1000;
/** However often it is woken. */
const lookAtMostEveryMs = 250;
/** By the clock an instant may begin within the millisecond in which a timer ends. */
const surelyOverMs = 1;

/** One round, as it goes on. */
interface Going {
  readonly round: Round;
  running: Promise<void> | undefined;
  restsUntil: number;
  failing: boolean;
}

/** What is done when it is due: sleeps until then, or until it is woken. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #going: readonly Going[];
  #stop = new AbortController();
  #wake: () => void = () => undefined;
  #loop: Promise<void> | undefined;
  #blind = false;

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#going = options.rounds.map((round) => ({
      round,
      running: undefined,
      restsUntil: -Infinity,
      failing: false,
    }));
  }

  start(health: HealthRegistry): void {
    this.#stop = new AbortController();
    let ended = false;
    this.#loop = this.#run().finally(() => (ended = true));
    const { signal } = this.#stop;
    health.onLive('rounds', () => ({ ok: !ended || signal.aborted }));
  }

  /** Has it look at the agenda soon: something was written that is to be done, now or at some time. */
  wake(): void {
    this.#wake();
  }

  /** Lets what has begun end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    for (const { running } of this.#going) await running;
  }

  async #run(): Promise<void> {
    const { lookEveryMs = 2_000 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // Armed before looking: what is written between looking and sleeping isn't slept through.
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const atMostMs = Math.min(await this.#look(), lookEveryMs);
      await sleep({ atLeastMs: Math.min(lookAtMostEveryMs, atMostMs), atMostMs }, woken, signal);
    }
  }

  /** Begins what is due; answers in how many real milliseconds the next will be. */
  async #look(): Promise<number> {
    try {
      const agenda = await this.#options.agenda();
      this.#blind = false;
      return Math.min(...this.#going.map((one) => this.#attend(one, this.#inMs(one.round, agenda))));
    } catch (error) {
      if (!this.#blind)
        logger('rounds').warn({ err: describeError(error) }, 'what is due is unknown; it is asked again');
      this.#blind = true;
      return lookAtMostEveryMs;
    }
  }

  #inMs({ name, always }: Round, agenda: ReadonlyMap<string, Date>): number {
    if (always === true) return 0;
    const { clock } = this.#options;
    const at = agenda.get(name);
    if (at === undefined) return Infinity;
    const inMs = at.getTime() - clock.now().getTime();
    return inMs < 0 ? 0 : realMs(clock, inMs) + surelyOverMs;
  }

  #attend(one: Going, inMs: number): number {
    // Its end has us look again.
    if (one.running !== undefined) return Infinity;
    const waitMs = Math.max(inMs, one.restsUntil - performance.now());
    if (waitMs > 0) return waitMs;
    one.running = this.#perform(one);
    return Infinity;
  }

  async #perform(one: Going): Promise<void> {
    const { name, restMs } = one.round;
    try {
      await this.#untilDone(one.round);
      one.failing = false;
    } catch (error) {
      if (!one.failing)
        logger('rounds').warn({ err: describeError(error), round: name }, 'a round failed; it comes again');
      one.failing = true;
    } finally {
      one.restsUntil = performance.now() + restMs;
      one.running = undefined;
      this.wake();
    }
  }

  async #untilDone({ work }: Round): Promise<void> {
    for (let turn = 0; turn < atOnceAtMost; turn++)
      if ((await work()) === 0 || this.#stop.signal.aborted) return;
  }
}
