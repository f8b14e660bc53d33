import { waitFor } from '@kezek/testing';
import fc from 'fast-check';
import { tokenHash } from '../contacts/tracking-tokens.service';
import { Cable } from '../testing/cable.fixture';
import { KioskFixture } from '../testing/kiosk.fixture';
import { KioskProgram } from '../testing/kiosk-program.fixture';
import type { Json } from '../testing/office.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
let cable: Cable;
let office: string;
let kiosk: KioskProgram;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
beforeEach(async () => {
  queue.clock.set(startsAt);
  cable = await Cable.to(queue.url);
  // A process prints faster than any printer.
  office = await queue.office({ rules: { ticketsPerDeviceMinuteAtMost: 1000 } as never });
  const token = await queue.token({ sub: 'kiosk-1', kind: 'device', scopes: ['queue:issue'] });
  kiosk = await KioskProgram.at(cable.url, office, token);
});
afterEach(async () => {
  await cable.cut();
  await kiosk.remove();
});

interface Stored {
  readonly number: string;
  readonly token: string;
  readonly state: string;
  readonly at: string;
}

const stored = () =>
  queue.rows<Stored>(
    `SELECT number, encode(tracking_token_hash, 'hex') AS token, state, to_char(issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
     FROM ticket WHERE office = $1 ORDER BY number`,
    [office],
  );
const asStored = ({ number, trackingToken, issuedAt }: Json) => ({
  number,
  token: tokenHash(String(trackingToken)).toString('hex'),
  state: 'waiting',
  at: issuedAt,
});
const byNumber = (a: Json, b: Json) => (String(a['number']) < String(b['number']) ? -1 : 1);
const blocks = async () => (await queue.ask(`GET /offices/${office}/number-blocks`)).body['items'] as Json[];
const must = async (line: string) => {
  const ended = await kiosk.run(line);
  if (ended.code !== 0) throw new Error(`${line}: ${ended.complaint}`);
  return ended.lines;
};

/** When each life of a kiosk ends: after so long, or so long after it has printed something. */
interface Kill {
  readonly printing: boolean;
  readonly afterMs: number;
}
const kill = fc.oneof(
  { weight: 3, arbitrary: fc.record({ printing: fc.constant(true), afterMs: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ printing: fc.constant(false), afterMs: fc.nat(400) }) },
);

async function killedAt({ printing, afterMs }: Kill): Promise<readonly Json[]> {
  const { process: child, begun, ended } = kiosk.start('issue --service reports --language ru --times 200');
  if (printing) await begun;
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  const { lines } = await ended;
  clearTimeout(timer);
  return lines;
}

it('a kiosk that is killed again and again while cut off has printed nothing twice, and all of it is there after a sync', async () => {
  await must('take --numbers 200');
  await must('take --numbers 200');
  await cable.cut();
  // Once: a failure tells the moments, and the seed that gives them again.
  await fc.assert(fc.asyncProperty(fc.array(kill, { minLength: 12, maxLength: 12 }), allIsThereAfter), {
    numRuns: 1,
    endOnFailure: true,
  });
});

async function allIsThereAfter(kills: readonly Kill[]): Promise<void> {
  const printed: Json[] = [];
  for (const one of kills) printed.push(...(await killedAt(one)));
  printed.push(...(await must('issue --service papers --times 3')));
  const status = await kiosk.status();
  const unprinted = status['unprinted'] as Json[];
  expect(printed.length).toBeGreaterThan(3);
  expect(new Set(printed.map(({ number }) => number)).size).toBe(printed.length);
  expect(status['given']).toBeLessThanOrEqual(printed.length + unprinted.length);

  await cable.mend();
  queue.clock.set('2026-03-10T05:10:00Z');
  const [synced] = await must('sync');
  expect(synced).toEqual({ tickets: status['given'], conflicts: 0, refused: [] });
  // A kiosk that is killed while it asks never hears the answer: what it asked for is given back with the sync.
  const tickets = (await stored()).filter(({ state }) => state !== 'left');
  expect(tickets).toHaveLength(Number(status['given']));
  const numbers = new Set(printed.map(({ number }) => number));
  expect(tickets.filter(({ number }) => numbers.has(number))).toEqual(
    [...printed].sort(byNumber).map(asStored),
  );
  const unknown = tickets.map(({ number }) => number).filter((number) => !numbers.has(number));
  expect(unprinted.map(({ number }) => number)).toEqual(expect.arrayContaining(unknown));
  const used = (await blocks()).map(({ numbers }) => (numbers as { used: number }).used);
  expect(used.reduce((sum, one) => sum + one, 0)).toBe(tickets.length);
}

it('whose disk is full says so and stops, and goes on with the next number when there is room again', async () => {
  await must('take --numbers 50');
  await cable.cut();
  const full = await kiosk.run('issue --service reports --times 50', 4);
  expect(full).toMatchObject({ code: 7, complaint: expect.stringContaining("journal can't be written") });
  expect(full.lines.length).toBeGreaterThan(0);
  const printed = [...full.lines, ...(await must('issue --service reports --times 5'))];
  expect(new Set(printed.map(({ number }) => number)).size).toBe(printed.length);
  const { given, unprinted } = await kiosk.status();
  await cable.mend();
  queue.clock.set('2026-03-10T05:10:00Z');
  expect(await must('sync')).toEqual([{ tickets: given, conflicts: 0, refused: [] }]);
  const numbers = [...printed, ...(unprinted as Json[])].map(({ number }) => number);
  expect([...new Set(numbers)].sort()).toEqual((await stored()).map(({ number }) => number));
});

it('whose tickets lie in the future says them again when it no longer does, and only then is settled', async () => {
  await must('take --numbers 5');
  await cable.cut();
  await must('issue --service reports --times 2');
  await cable.mend();
  queue.clock.set('2026-03-10T04:50:00Z');
  expect(await must('settle')).toEqual([{ tickets: 2, conflicts: 2, refused: [] }]);
  expect(await kiosk.status()).toMatchObject({ blocks: [{ state: 'settling', unsynced: 2 }] });
  queue.clock.set('2026-03-10T05:10:00Z');
  expect(await must('sync')).toEqual([{ tickets: 2, conflicts: 0, refused: [] }]);
  expect(await stored()).toHaveLength(2);
  expect(await kiosk.status()).toMatchObject({ blocks: [{ state: 'settled', unsynced: 0 }] });
});

it('goes on from its block when the line is cut, and by the queue when it is back; the gap is shown', async () => {
  await must('take --numbers 2');
  const [online] = await must('issue --service reports');
  expect(online).toMatchObject({ number: 'A003', issuedAt: startsAt });
  await cable.cut();
  const offline = await must('issue --service reports --times 2');
  expect(offline.map(({ number }) => number)).toEqual(['A001', 'A002']);
  expect(await kiosk.run('issue --service reports')).toMatchObject({
    code: 3,
    lines: [],
    complaint: expect.stringContaining('no lent number'),
  });
  expect(await kiosk.run('sync --attempts 1')).toMatchObject({ code: 5 });
  await cable.mend();
  queue.clock.set('2026-03-10T05:10:00Z');
  await must('settle');
  expect((await stored()).map(({ number }) => number)).toEqual(['A001', 'A002', 'A003']);
  expect(await blocks()).toMatchObject([
    {
      state: 'settled',
      numbers: { lent: 4, used: 2, unused: 2, outstanding: 0 },
      gap: {
        offline: [{ from: expect.any(String), to: expect.any(String) }],
        firstIssuedAt: offline[0]?.['issuedAt'],
        lastIssuedAt: offline[1]?.['issuedAt'],
      },
    },
  ]);
  expect((await must('issue --service reports')).map(({ number }) => number)).toEqual(['A004']);
  expect(await kiosk.status()).toMatchObject({ given: 4, unprinted: [], unanswered: 0 });
});

it('tells what it gave out with the first ticket after the line is back, and its times count', async () => {
  await must('take --numbers 2');
  await cable.cut();
  const offline = await must('issue --service reports --times 2');
  await cable.mend();
  queue.clock.set('2026-03-10T05:10:00Z');
  await must('take --numbers 2');
  const [online] = await must('issue --service reports');
  expect(await stored()).toEqual(
    [...offline, { ...online, issuedAt: '2026-03-10T05:10:00.000Z' }].map(asStored),
  );
  expect(await kiosk.status()).toMatchObject({ blocks: [{ unsynced: 0 }, { unsynced: 0 }] });
  const [block] = await blocks();
  const account = await new KioskFixture(queue).account({ office, id: String(block?.['id']) });
  expect(account.used.map(({ flags }) => flags)).toEqual([[], []]);
});

it('gives a ticket back of which the answer never came, since its visitor got another one', async () => {
  await must('take --numbers 5');
  cable.breakAnswers(1);
  const [ticket] = await must('issue --service reports');
  expect(ticket).toMatchObject({ number: 'A001' });
  expect(cable.lost).toBe(1);
  expect(await kiosk.status()).toMatchObject({ unanswered: 1 });
  queue.clock.set('2026-03-10T05:10:00Z');
  await must('sync');
  expect(await stored()).toMatchObject([
    { number: 'A001', state: 'waiting' },
    { number: 'A006', state: 'left' },
  ]);
  expect(await kiosk.status()).toMatchObject({ unanswered: 0, blocks: [{ unsynced: 0 }] });
});

it('tells of those who have a ticket before it gives back what nobody has: the line may not last for both', async () => {
  await must('take --numbers 5');
  cable.breakAnswers(1);
  const [ticket] = await must('issue --service reports');
  queue.clock.set('2026-03-10T05:05:00Z');
  cable.breakAnswers(1);
  expect(await kiosk.run('sync --attempts 1')).toMatchObject({ code: 5 });
  expect((await stored()).filter(({ state }) => state === 'waiting')).toContainEqual(asStored(ticket ?? {}));
});

it('a line that is cut in the middle of a sync leaves nothing half done, and nothing is done twice', async () => {
  await must('take --numbers 200');
  await cable.cut();
  const printed = await must('issue --service reports --times 120');
  await cable.mend();
  queue.clock.set('2026-03-10T05:10:00Z');
  // Two answers are lost on the way: of the first hundred, and of the same hundred again.
  cable.breakAnswers(2);
  const { code, lines } = await kiosk.run('sync');
  expect({ code, lines }).toEqual({ code: 0, lines: [{ tickets: 120, conflicts: 0, refused: [] }] });
  expect(cable.lost).toBe(2);
  expect(await stored()).toEqual([...printed].sort(byNumber).map(asStored));
  const issued = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.issued');
  expect(issued).toHaveLength(120);
});

it('that is killed while the queue settles gives nothing more out of the block, and settles it when it is back', async () => {
  await must('take --numbers 5');
  cable.swallow();
  const settling = kiosk.start('settle');
  await waitFor(() => cable.lost === 1, 'the answer is lost');
  settling.process.kill('SIGKILL');
  await settling.ended;
  expect(await blocks()).toMatchObject([{ state: 'settled' }]);
  expect(await kiosk.status()).toMatchObject({ blocks: [{ state: 'settling' }] });
  await cable.cut();
  expect(await kiosk.run('issue --service reports')).toMatchObject({ code: 3, lines: [] });
  await cable.mend();
  await must('sync');
  expect(await kiosk.status()).toMatchObject({ blocks: [{ state: 'settled' }] });
});

it('says which tickets came too late, and keeps them', async () => {
  const [block] = await must('take --numbers 5');
  await cable.cut();
  await must('issue --service reports');
  await cable.mend();
  queue.clock.set('2026-03-14T05:10:00Z');
  await queue.sweeper.housekeep();
  const id = String(block?.['id']);
  expect(await kiosk.run('sync')).toMatchObject({ code: 1, complaint: expect.stringContaining(id) });
  expect(await kiosk.status()).toMatchObject({
    given: 1,
    blocks: [{ state: 'refused', refusal: 'number-block-settled', unsynced: 1 }],
  });
  expect(await new KioskFixture(queue).account({ office, id })).toMatchObject({
    numbers: { used: 0, unused: 10 },
  });
});

it('only one process works in a directory, and a killed one leaves no lock behind', async () => {
  cable.swallow();
  const first = kiosk.start('issue --service reports');
  await waitFor(() => cable.lost === 1, 'the first one waits for its answer');
  expect(await kiosk.run('take')).toMatchObject({
    code: 4,
    complaint: expect.stringContaining('Another kiosk'),
  });
  expect(await kiosk.status()).toMatchObject({ unanswered: 1 });
  first.process.kill('SIGKILL');
  await first.ended;
  await must('take');
});
