import fc from 'fast-check';
import { BookingModel, command, type Command, type Told } from '../testing/booking-model.fixture';
import { Prison } from '../testing/party.fixture';
import type { Family } from '../testing/family.fixture';
import { startsAt, VisitsFixture, type Answer } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const seed = 20260309;
const dates = ['2026-03-17', '2026-03-24', '2026-03-31', '2026-04-07'];

/** One facility with few places, three families, and what has been held and booked there. */
class Run {
  readonly holds: Answer[] = [];
  readonly booked: Answer[] = [];
  readonly families: Family[] = [];
  capacity = 2;
  version = 1;

  constructor(readonly prison: Prison) {}

  static async begin(): Promise<Run> {
    visits.clock.set(startsAt);
    const run = new Run(await Prison.open(visits, { pools: [{ kind: 'open', parties: 2, persons: 3 }] }));
    for (let index = 0; index < 3; index += 1)
      run.families.push(await run.prison.family({ members: 2, uses: 3 }));
    return run;
  }

  /** What is named by number may not be there yet: then nothing is done. */
  async do({ kind, which, date, persons, minutes }: Command): Promise<Told | undefined> {
    const session = await this.prison.session(dates[date]);
    if (kind === 'wait') {
      visits.clock.set(new Date(visits.clock.now().getTime() + minutes * 60_000).toISOString());
      return undefined;
    }
    if (kind === 'capacity') return this.#resize((which % 3) + 1);
    if (kind === 'hold') return this.#hold(which, persons, session);
    const hold = this.holds[which % Math.max(1, this.holds.length)];
    const visit = this.booked[which % Math.max(1, this.booked.length)];
    if (kind === 'change' || kind === 'release' || kind === 'confirm')
      return hold && this.#onHold(kind, hold, session);
    return visit && this.#onVisit(kind, visit, session);
  }

  async #hold(which: number, persons: number, session: string): Promise<Told | undefined> {
    const family = this.families[which % 3];
    if (family === undefined) return undefined;
    const members = family.members.slice(0, persons);
    return this.#kept(await this.prison.hold(family, { session, members }), this.holds);
  }

  async #onHold(kind: 'change' | 'release' | 'confirm', hold: Answer, session: string): Promise<Told> {
    if (kind === 'confirm') return this.#kept(await this.prison.confirm(hold), this.booked);
    const line = `${kind === 'change' ? 'PATCH' : 'DELETE'} /holds/${String(hold.body['ref'])}`;
    const body = kind === 'change' ? { body: { session } } : {};
    return told(await visits.ask(line, { as: this.prison.portal, ...body }));
  }

  async #onVisit(kind: 'cancel' | 'fault' | 'reschedule', visit: Answer, session: string): Promise<Told> {
    if (kind === 'reschedule') return told(await this.prison.act(visit, 'reschedule', { session }));
    if (kind === 'cancel') return told(await this.prison.act(visit, 'cancel', { code: 'visitor-ill' }));
    return told(await this.prison.act(visit, 'cancel', { code: 'emergency' }, { as: {} }));
  }

  async #resize(parties: number): Promise<Told> {
    const pools = [{ kind: 'open', parties, persons: parties + 1 }];
    const answer = await this.prison.template('TUE', { pools }, { ifMatch: this.version });
    this.version += 1;
    return { status: answer.status, code: '' };
  }

  #kept(answer: Answer, among: Answer[]): Told {
    if (answer.status === 201) among.push(answer);
    return told(answer);
  }
}

const told = ({ status, body }: Answer): Told => ({
  status,
  code: status < 400 ? '' : String(body['code']),
});

/** Nothing else may be answered: neither a mistake of ours nor a silent wait. */
const documented = [
  '200',
  '201',
  '409 pool-full',
  '409 hold-wrong-state',
  '409 visit-wrong-state',
  '422 booking-refused',
];

describe('whatever is asked, in whatever order', () => {
  it('taken is what is held and booked, and what a visit costs follows from what became of it', async () => {
    const seen = new Map<string, number>();
    const runs = fc.array(command, { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(runs, async (commands) => {
        const run = await Run.begin();
        const model = new BookingModel(visits, run.prison.office);
        for (const [place, one] of commands.entries()) {
          const answer = await run.do(one);
          const line = answer && `${String(answer.status)} ${answer.code}`.trim();
          if (line !== undefined) expect(documented).toContain(line);
          if (line !== undefined) seen.set(`${one.kind} ${line}`, (seen.get(`${one.kind} ${line}`) ?? 0) + 1);
          expect({ place, one, wrong: await model.wrong() }).toEqual({ place, one, wrong: [] });
        }
        expect(await model.unexplained()).toEqual([]);
      }),
      { seed, numRuns: 25, endOnFailure: true },
    );
    for (const line of [
      'hold 201',
      'confirm 201',
      'hold 409 pool-full',
      'cancel 200',
      'reschedule 200',
      'change 200',
    ])
      expect([line, (seen.get(line) ?? 0) > 0]).toEqual([line, true]);
  }, 300_000);

  it('eight at once, too', async () => {
    const rounds = fc.sample(fc.array(command, { minLength: 8, maxLength: 8 }), { seed, numRuns: 60 });
    const run = await Run.begin();
    const model = new BookingModel(visits, run.prison.office);
    for (const [place, round] of rounds.entries()) {
      const quiet = round.filter(({ kind }) => kind !== 'capacity');
      const answers = await Promise.all(quiet.map((one) => run.do(one)));
      const lines = answers.flatMap((one) => (one ? [`${String(one.status)} ${one.code}`.trim()] : []));
      expect(lines.filter((line) => !documented.includes(line))).toEqual([]);
      expect({ place, wrong: await model.wrong() }).toEqual({ place, wrong: [] });
    }
    expect(await model.unexplained()).toEqual([]);
  }, 300_000);
});
