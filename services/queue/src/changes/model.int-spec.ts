import { commonRefusals, operations } from '@kezek/contracts';
import fc from 'fast-check';
import {
  asked,
  doing,
  officeWith,
  send,
  type Asked,
  type Doing,
  type Kind,
  type Seen,
} from '../testing/asking.fixture';
import { DayModel } from '../testing/day-model.fixture';
import { notedIn, offered, wrongIn, type Noted } from '../testing/history.fixture';
import { QueueFixture, startsAt, type Answer } from '../testing/queue.fixture';
import { deadlocksIn } from '../testing/racing.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

/** With a failure fast-check says it again, and with it the commands. */
const seed = 20260310;
const limit = { interruptAfterTimeLimit: 400_000, markInterruptAsFailure: true };

/** An office where four operators sit down and the prosecutor has come. */
async function opened(): Promise<{ seen: Seen; first: Doing[] }> {
  queue.clock.set(startsAt);
  const office = await queue.office(officeWith(true));
  const one = { shift: 0, mine: true, pick: 0, n: 1 };
  const open = [0, 1, 2, 3].map((desk): Doing => ({ ...one, kind: 'open', desk }));
  const seen = { office, tickets: [], version: 1, today: today(), dayEnded: '' };
  return { seen, first: [...open, { ...one, kind: 'presence', desk: 0 }] };
}

const today = (): string => queue.clock.now().toISOString().slice(0, 10);

async function wait({ body }: Asked, seen: Seen): Promise<void> {
  queue.clock.advance({ seconds: Number(body['seconds']) });
  const nextDay = seen.today !== today();
  seen.today = today();
  await queue.timers.tick();
  if (nextDay) await queue.timers.endDays();
}

const eventsWithout = async (office: string): Promise<unknown[]> => {
  const said = Map.groupBy(await queue.events(office), ({ subject }) => subject);
  return [...said].filter(([, events]) => events.some(({ sequence }, index) => sequence !== index + 1));
};

/** The commands that were done at least once: a day on which nothing succeeds shows nothing. */
const succeeded = new Set<Kind>();
const everyCommand = () => Object.keys(operationOf).sort();
beforeEach(() => {
  succeeded.clear();
});

describe('one after the other', () => {
  it('two thousand commands are answered as the model says, whatever the order', async () => {
    const run = fc.array(doing(), { minLength: 100, maxLength: 100 });
    await fc.assert(fc.asyncProperty(run, answeredAsExpected), { seed, numRuns: 20, ...limit });
    expect([...succeeded].sort()).toEqual(everyCommand());
  }, 500_000);

  async function answeredAsExpected(some: readonly Doing[]): Promise<void> {
    const { seen, first } = await opened();
    const model = new DayModel(queue.clock.now());
    for (const [place, one] of [...first, ...some].entries()) {
      const asking = asked(one, seen);
      if (asking.kind === 'wait') {
        await wait(asking, seen);
        model.wait(Number(asking.body['seconds']));
        continue;
      }
      const { then, ...expected } = model.expected(asking);
      const { status, body } = await send(queue, asking, seen);
      expect({ place, asking, ...body, status }).toMatchObject({ place, asking, ...expected });
      if (status < 300) succeeded.add(asking.kind);
      const visit = then?.(body);
      const { id, state, version, service } = visit ?? {};
      if (visit)
        expect({ place, asking, ...body }).toMatchObject({ place, asking, id, state, version, service });
    }
    const noted = await notedIn(queue, seen.office);
    expect(wrongIn(noted)).toEqual([]);
    const now = new Map(
      noted.map(({ ticket, now: { state, version } }) => [ticket, `${state} ${String(version)}`]),
    );
    const known = [...model.visits.values()].map(
      ({ id, state, version }) => [id, `${state} ${String(version)}`] as const,
    );
    expect(now).toEqual(new Map(known));
  }
});

describe('eight at once', () => {
  it('eight thousand commands make no illegal state, and each refusal names a state that was', async () => {
    // What several do at once is not the same twice: there is nothing to be shrunk, and a number tells all of it.
    const run = fc.noShrink(fc.integer());
    await fc.assert(fc.asyncProperty(run, legalThroughout), { seed, numRuns: 10, ...limit });
    expect(await deadlocksIn(queue)).toBe(0);
    expect([...succeeded].sort()).toEqual(everyCommand());
  }, 500_000);

  async function legalThroughout(ofRun: number): Promise<void> {
    const round = fc.array(doing(), { minLength: 8, maxLength: 8 });
    const rounds = fc.sample(round, { seed: ofRun, numRuns: 100 });
    const { seen, first } = await opened();
    let before: Noted[] = [];
    for (const [place, round] of [first, ...rounds].entries()) {
      const all = round.map((one) => asked(one, seen));
      const answers = await Promise.all(all.map((asking) => fired(asking, seen)));
      const after = await notedIn(queue, seen.office);
      expect({ place, wrong: wrongIn(after) }).toEqual({ place, wrong: [] });
      const moments = new Moments(before, after);
      const unclear = answers.flatMap((answer, index) => {
        const asking = all[index];
        if (asking && answer && answer.status < 300) succeeded.add(asking.kind);
        return asking && answer ? unclearIn(asking, answer, moments) : [];
      });
      expect({ place, unclear }).toEqual({ place, unclear: [] });
      before = after;
    }
    expect(await eventsWithout(seen.office)).toEqual([]);
  }

  const fired = async (asking: Asked, seen: Seen): Promise<Answer | undefined> =>
    asking.kind === 'wait' ? (await wait(asking, seen), undefined) : send(queue, asking, seen);
});

/** Which states each ticket had during a round. */
class Moments {
  readonly #had: ReadonlyMap<string, readonly Noted[]>;

  constructor(before: readonly Noted[], after: readonly Noted[]) {
    const earlier = new Map(before.map(({ ticket, version }) => [ticket, version]));
    const since = after.filter(({ ticket, version }) => version >= (earlier.get(ticket) ?? 1));
    this.#had = Map.groupBy(since, ({ ticket }) => ticket);
  }

  had(ticket: unknown, state: unknown, version?: unknown): boolean {
    const versions = this.#had.get(String(ticket)) ?? [];
    return versions.some((one) => one.state === state && (version === undefined || one.version === version));
  }
}

/** What an answer says that wasn't so, or that no contract tells of. */
function unclearIn(asking: Asked, { status, body }: Answer, moments: Moments): unknown[] {
  const { code, id, state, version } = body;
  const ofTicket = status < 300 && version !== undefined && asking.kind !== 'rules';
  const named = status === 409 && state !== undefined;
  const problems: readonly (readonly [is: boolean, what: string])[] = [
    [!documented(asking.kind, status, code), 'not documented'],
    [ofTicket && !moments.had(id, state, version), 'never was so'],
    [named && !moments.had(body['ticket'] ?? asking.ticket, state), 'never had the state'],
    [named && !actionsFit(asking, body), 'other actions'],
    [/^ticket-(wrong|not|at)/.test(String(code)) && !named, 'no state'],
  ];
  return problems.filter(([is]) => is).map(([, what]) => ({ what, asking, status, body }));
}

function actionsFit({ kind }: Asked, { code, state, actions }: Answer['body']): boolean {
  if (code !== 'ticket-wrong-state' && code !== 'ticket-not-waiting') return actions === undefined;
  const all = offered[kind === 'leave' ? 'visitor' : 'staff'][String(state)] ?? [];
  // A no-show that may not come back any more is in the right state, but too late.
  const expected = kind === 'reopen' ? all.filter((action) => action !== kind) : all;
  return JSON.stringify([...expected].sort()) === JSON.stringify([...(actions as string[])].sort());
}

const operationOf: Record<Exclude<Kind, 'wait'>, string> = {
  issue: 'issueTicket',
  leave: 'leaveQueue',
  'call-next': 'callNext',
  open: 'putSession',
  close: 'deleteSession',
  pause: 'pauseSession',
  heartbeat: 'heartbeat',
  presence: 'putPresence',
  rules: 'putOffice',
  'close-day': 'closeDay',
  call: 'callTicket',
  recall: 'recallTicket',
  start: 'startTicket',
  finish: 'finishTicket',
  park: 'parkTicket',
  resume: 'resumeTicket',
  transfer: 'transferTicket',
  'return-later': 'returnLaterTicket',
  'no-show': 'noShowTicket',
  reopen: 'reopenTicket',
  cancel: 'cancelTicket',
};

function documented(kind: Kind, status: number, code: unknown): boolean {
  const operation = operations.find(({ id }) => kind !== 'wait' && id === operationOf[kind]);
  if (status < 300) return operation?.success.some((success) => success.status === status) === true;
  const codes: readonly unknown[] = [...(operation?.refusals ?? []), ...commonRefusals];
  return codes.includes(code) && !/^(service-(unavailable|timeout)|not-found)$/.test(String(code));
}
