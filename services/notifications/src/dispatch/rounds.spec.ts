import { type Clock, HealthRegistry, SimulatedClock, SystemClock } from '@kezek/platform';
import { type Round, Rounds } from './rounds.service';

const start = '2026-03-10T05:00:00Z';
const at = (seconds: number): Date => new Date(Date.parse(start) + seconds * 1000);

/** Rounds on a time of their own, with an agenda that the test writes. */
class Stage {
  readonly clock = new SystemClock();
  readonly agenda = new Map<string, Date>();
  looks = 0;
  /** What happens while the agenda is being read. */
  meanwhile: () => void = () => undefined;
  readonly #begun: Rounds[] = [];

  begin(rounds: readonly Round[], clock: Clock = this.clock): Rounds {
    const begun = new Rounds({
      clock,
      rounds,
      lookEveryMs: 10_000,
      agenda: async () => {
        this.looks++;
        const read = new Map(this.agenda);
        this.meanwhile();
        return Promise.resolve(read);
      },
    });
    this.#begun.push(begun);
    begun.start(new HealthRegistry());
    return begun;
  }

  /** Lets time pass, by the clock and by the timers. */
  async pass(ms: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }

  async end(): Promise<void> {
    const stopping = this.#begun.map(async (rounds) => rounds.stop());
    await jest.advanceTimersByTimeAsync(0);
    await Promise.all(stopping);
  }

  /** A round that takes what is due from the agenda and counts. */
  counting(name: string, restMs = 500): Round & { done: number } {
    const round = {
      name,
      restMs,
      done: 0,
      work: async () => {
        const due = this.agenda.get(name);
        if (due === undefined || due > this.clock.now()) return Promise.resolve(0);
        this.agenda.delete(name);
        round.done++;
        return Promise.resolve(1);
      },
    };
    return round;
  }
}

let stage: Stage;
beforeEach(() => {
  jest.useFakeTimers({ now: new Date(start) });
  stage = new Stage();
});
afterEach(async () => {
  await stage.end();
  jest.useRealTimers();
});

describe('rounds', () => {
  it('do what is due when it is due, and look no oftener than they must', async () => {
    const round = stage.counting('expire');
    stage.agenda.set('expire', at(7));
    stage.begin([round]);
    await stage.pass(6_990);
    expect([round.done, stage.looks]).toEqual([0, 1]);
    await stage.pass(20);
    expect(round.done).toBe(1);
    expect(stage.looks).toBeLessThanOrEqual(3);
  });

  it('look by themselves now and then, and so see a clock that was moved', async () => {
    const round = stage.counting('expire');
    stage.agenda.set('expire', at(3600));
    stage.begin([round]);
    await stage.pass(1_000);
    jest.setSystemTime(at(7200));
    await stage.pass(9_500);
    expect(round.done).toBe(1);
  });

  it('sleep until what a wake-up has told of', async () => {
    const round = stage.counting('cancel');
    const rounds = stage.begin([round]);
    await stage.pass(3_000);
    stage.agenda.set('cancel', at(3));
    rounds.wake();
    await stage.pass(10);
    expect(round.done).toBe(1);
  });

  it('lose no wake-up that comes between looking at the agenda and going to sleep', async () => {
    const round = stage.counting('cancel');
    const rounds = stage.begin([round]);
    await stage.pass(3_000);
    // The row is committed after the agenda was read, and the wake-up is there before anybody sleeps.
    stage.meanwhile = () => {
      stage.meanwhile = () => undefined;
      stage.agenda.set('cancel', at(0));
      rounds.wake();
    };
    rounds.wake();
    await stage.pass(300);
    expect(round.done).toBe(1);
  });

  it('lose no wake-up that comes while they work', async () => {
    const round = stage.counting('cancel', 100);
    const plain = round.work;
    let interrupting = true;
    stage.agenda.set('cancel', at(0));
    const rounds: Rounds = stage.begin([
      {
        ...round,
        work: async () => {
          const done = await plain();
          if (interrupting && done === 0) {
            interrupting = false;
            stage.agenda.set('cancel', at(0));
            rounds.wake();
          }
          return done;
        },
      },
    ]);
    await stage.pass(600);
    expect(round.done).toBe(2);
  });

  it('are woken as often as one likes, and look four times a second at most', async () => {
    const rounds = stage.begin([stage.counting('cancel')]);
    for (let n = 0; n < 100; n++) {
      rounds.wake();
      await stage.pass(10);
    }
    expect(stage.looks).toBeLessThanOrEqual(5);
  });

  it('rest where somebody else has in hand what is due', async () => {
    let tried = 0;
    stage.agenda.set('expire', at(0));
    stage.begin([{ name: 'expire', restMs: 500, work: async () => Promise.resolve(0 * ++tried) }]);
    await stage.pass(5_000);
    expect(tried).toBeGreaterThanOrEqual(6);
    expect(tried).toBeLessThanOrEqual(11);
  });

  it('do not wait for each other', async () => {
    const slow = Promise.withResolvers<number>();
    const quick = stage.counting('expire');
    stage.agenda.set('cancel', at(0));
    stage.agenda.set('expire', at(1));
    stage.begin([{ name: 'cancel', restMs: 250, work: async () => slow.promise }, quick]);
    await stage.pass(1_300);
    expect(quick.done).toBe(1);
    slow.resolve(0);
  });

  it('come again when one failed, and when the agenda could not be read', async () => {
    const round = stage.counting('expire');
    const plain = round.work;
    let failures = 0;
    stage.agenda.set('expire', at(0));
    stage.meanwhile = () => {
      if (stage.looks === 1) throw new Error('PostgreSQL is away');
    };
    stage.begin([
      { ...round, work: async () => (failures++ < 2 ? Promise.reject(new Error('no')) : plain()) },
    ]);
    await stage.pass(2_500);
    expect([failures, round.done]).toEqual([4, 1]);
  });

  it('that are always due come after each rest', async () => {
    let done = 0;
    const work = async () => Promise.resolve(0 * ++done);
    stage.begin([{ name: 'erase', restMs: 60_000, always: true, work }]);
    await stage.pass(30_000);
    expect(done).toBe(1);
    await stage.pass(31_000);
    expect(done).toBe(2);
  });

  it('keep a simulated clock’s time', async () => {
    const round = stage.counting('expire');
    const clock = new SimulatedClock({ startsAt: new Date(start), rate: 60, began: Date.now() });
    const begun: number[] = [];
    stage.agenda.set('expire', at(300));
    stage.begin(
      [{ ...round, work: async () => Promise.resolve(0 * begun.push(clock.now().getTime())) }],
      clock,
    );
    // Five minutes of its time are five seconds.
    await jest.advanceTimersByTimeAsync(4_990);
    expect(begun).toEqual([]);
    await jest.advanceTimersByTimeAsync(100);
    expect(begun).toHaveLength(1);
    expect(begun[0]).toBeGreaterThanOrEqual(at(300).getTime());
  });
});
