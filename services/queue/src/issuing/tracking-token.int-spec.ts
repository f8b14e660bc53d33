import { visitBooked, type VisitData } from '@kezek/contracts';
import { startLogging } from '@kezek/platform';
import { exportJWK, generateKeyPair } from 'jose';
import { randomUUID } from 'node:crypto';
import { bookings } from '../testing/booking.fixture';
import { instanceBeside } from '../testing/instance.fixture';
import { KioskFixture, lent } from '../testing/kiosk.fixture';
import type { Json } from '../testing/office.fixture';
import { QueueFixture, startsAt, type Answer } from '../testing/queue.fixture';

let queue: QueueFixture;
let kiosk: KioskFixture;
let beside: ReturnType<typeof instanceBeside>;
const secret = Buffer.alloc(32, 1);
beforeAll(async () => {
  queue = await QueueFixture.start();
  kiosk = new KioskFixture(queue);
  beside = instanceBeside(queue, secret);
});
beforeEach(() => {
  queue.clock.set(startsAt);
});
afterAll(() => queue.stop());

const { book, move, cancel, checkIn, at } = bookings(() => queue);
const tokenOf = ({ body }: Answer): string => String(body['trackingToken']);
const track = (token: string) => queue.ask(`GET /track/${token}`);
const leave = (token: string, key?: string) =>
  queue.ask(`POST /track/${token}/leave`, { body: {}, ...(key !== undefined && { key }) });
const shownIn = (answer: unknown): boolean => JSON.stringify(answer).includes('rackingToken');

const learnKey = async () => {
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const data = { kid: randomUUID(), jwk: await exportJWK(publicKey), notBefore: startsAt };
  await beside.work.run((tx) => beside.contacts.learnKey(tx, { data } as never));
};
const visit = (office: string): VisitData =>
  visitBooked.data.parse({
    visit: `V-${randomUUID().slice(0, 8)}`,
    office,
    service: 'reports',
    language: 'kk',
    version: 1,
    state: 'booked',
    startsAt: '2026-03-10T06:00:00Z',
  });

/** Everything that the database holds of a secret, in any of the forms in which bytes are written. */
async function placesOf(tokens: readonly string[]): Promise<string[]> {
  const tables = await queue.asOwner<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const forms = tokens.flatMap((token) => [
    token,
    Buffer.from(token).toString('hex'),
    Buffer.from(token).toString('base64').replace(/=+$/, ''),
    Buffer.from(token, 'base64url').toString('hex'),
    Buffer.from(token, 'base64url').toString('base64').replace(/=+$/, ''),
  ]);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await queue.asOwner<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    for (const { row } of rows) if (forms.some((form) => row.includes(form))) found.push(`${name}: ${row}`);
  }
  return found;
}

describe('who issues a ticket', () => {
  it('alone gets its tracking token, and again with the same request', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const first = await queue.issue(office, { phone: '+77011234567' }, { key });
    expect(tokenOf(first)).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
    expect((await track(tokenOf(first))).body).toMatchObject({ number: 'A001' });
    expect((await queue.issue(office, { phone: '+77011234567' }, { key })).body).toEqual(first.body);
    const other = await queue.issue(office, {}, { key, as: { sub: 'somebody-else' } });
    expect(tokenOf(other)).not.toBe(tokenOf(first));
  });

  it('gets it once more after the secret for personal data was exchanged', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const first = await queue.issue(office, { phone: '+77011234567' }, { key });
    const rotated = instanceBeside(queue, Buffer.alloc(32, 9), [secret]);
    const body = {
      service: 'reports',
      channel: 'kiosk',
      language: 'kk',
      phone: '+77011234567',
    } as const;
    const caller = { subject: 'desk', kind: 'system', offices: ['*'], scopes: [] } as const;
    const again = await rotated.issuing.issue(
      { params: { office }, query: {}, body, idempotencyKey: key, ifMatch: undefined },
      { ...caller, offices: [...caller.offices], scopes: [] },
    );
    expect(again).toMatchObject({ replayed: true, response: { trackingToken: tokenOf(first) } });
  });

  it('gets that of the booking, where the visitor who has come names one', async () => {
    const office = await queue.office();
    const booked = await book(office);
    const come = await queue.issue(office, { appointment: { reference: 'R-1', startsAt } });
    expect(come.body).toMatchObject({ id: booked.body['id'], trackingToken: tokenOf(booked) });
    const visited = visit(office);
    await beside.work.run((tx, now) => beside.appointments.follow(tx, visited, now));
    const appointment = { reference: visited.visit, startsAt };
    const visitor = await queue.issue(office, { appointment });
    expect((await track(tokenOf(visitor))).body).toMatchObject({ state: 'waiting' });
  });
});

describe('who books a ticket', () => {
  it('gets its tracking token with the booking and its repetition, and never again', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const booked = await book(office, {}, { key });
    expect(booked.status).toBe(201);
    expect((await track(tokenOf(booked))).body).toMatchObject({ state: 'booked' });
    expect((await book(office, {}, { key })).body).toEqual(booked.body);
    const { trackingToken: _, ...ticket } = booked.body;
    expect(await book(office)).toMatchObject({ status: 200, body: ticket });
    for (const answer of [await book(office), await book(office, {}, { as: { sub: 'another-portal' } })])
      expect(shownIn(answer)).toBe(false);
  });
});

describe('who reads, calls, serves or moves a ticket', () => {
  it('never learns its tracking token', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office, { phone: '+77011234567' });
    const id = String(body['id']);
    const get = (path: string) =>
      queue.ask(`GET ${path}`, { as: { scopes: ['queue:read', 'oversight:read'] } });
    await queue.open(office);
    const answers = [
      await queue.callNext(office),
      await queue.command(id, 'start'),
      await queue.command(id, 'park', { reason: 'x' }),
      await queue.command(id, 'resume'),
      await get(`/tickets/${id}`),
      await get(`/tickets/${id}/history`),
      await get(`/tickets/${id}/audit`),
      await get(`/offices/${office}/tickets`),
      await get(`/offices/${office}/audit`),
      await get(`/offices/${office}/board`),
      await get(`/track/${tokenOf({ body } as Answer)}`),
    ];
    await book(office, { reference: 'R-1' });
    answers.push(
      await queue.ask(`GET ${at(office)}`),
      await move(office, { startsAt: '2026-03-10T07:00:00Z' }),
      await checkIn(office),
      await cancel(office),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(shownIn(answer.body)).toBe(false);
    }
  });
});

describe('a tracking token', () => {
  it('stands nowhere in the database, nor in any line of the log, as it is', async () => {
    const log: string[] = [];
    startLogging({ service: 'queue', level: 'trace', destination: { write: (line) => log.push(line) } });
    const tokens: string[] = [];
    const noting = async (asked: Promise<Answer>): Promise<Answer> => {
      const answer = await asked;
      if (answer.status === 201) tokens.push(tokenOf(answer));
      return answer;
    };
    const office = await queue.office({ rules: { ticketsPerDeviceMinuteAtMost: 1000 } as never });
    const key = randomUUID();
    await noting(queue.issue(office, { phone: '+77011234567' }, { key }));
    await learnKey();
    await noting(queue.issue(office, { phone: '+77017654321', iin: '900101300007' }));
    await queue.issue(office, { phone: '+77011234567' }, { key });
    await noting(book(office));
    await book(office);
    await noting(queue.issue(office, { appointment: { reference: 'R-1', startsAt } }));
    await beside.work.run((tx, now) => beside.appointments.follow(tx, visit(office), now));
    const block = await kiosk.block(office);
    const given = lent(`A00${String(block.ranges[0]?.from)}`, { phone: '+77013334455' });
    const refused = [lent('A900'), lent('K001', { service: 'papers', trackingToken: given.trackingToken })];
    tokens.push(given.trackingToken, ...refused.map(({ trackingToken }) => trackingToken));
    const { results } = await kiosk.synced(block, given, ...refused);
    expect(results.map(({ result }) => result)).toEqual(['issued', 'conflict', 'conflict']);
    const left = randomUUID();
    await leave(tokens[0] ?? '', left);
    expect(await leave(tokens[0] ?? '', left)).toMatchObject({ status: 200 });
    for (const token of tokens) await track(token);
    expect(tokens.length).toBe(7);
    expect(await placesOf([...new Set(tokens)])).toEqual([]);
    expect(log.length).toBeGreaterThan(10);
    expect(log.filter((line) => tokens.some((token) => line.includes(token)))).toEqual([]);
  });

  it('of a visitor gives the ticket back as nobody else can', async () => {
    const office = await queue.office();
    const [mine, theirs] = [await queue.issue(office), await queue.issue(office)];
    await leave(tokenOf(mine));
    await queue.command(theirs.body['id'], 'cancel', { reason: 'x' }, { as: { sub: 'operator-1' } });
    const entriesOf = async ({ body }: Answer) => {
      const line = `GET /tickets/${String(body['id'])}/audit`;
      const { entries } = (await queue.ask(line, { as: { scopes: ['oversight:read'] } })).body;
      return (entries as Json[]).map(({ actor, action, outcome }) => ({ actor, action, outcome }));
    };
    expect((await entriesOf(mine)).at(-1)).toEqual({
      actor: 'visitor',
      action: 'leave',
      outcome: 'left-by-visitor',
    });
    expect((await entriesOf(theirs)).at(-1)).toEqual({
      actor: 'operator-1',
      action: 'cancel',
      outcome: 'cancelled-by-operator',
    });
    for (const sub of ['visitor', 'system', 'visits'])
      expect(await queue.issue(office, {}, { as: { sub } })).toMatchObject({ status: 401 });
  });
});
