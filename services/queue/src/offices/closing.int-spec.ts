import type { Office } from '@kezek/contracts';
import { anOffice, text } from '../testing/office.fixture';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
beforeEach(() => {
  queue.clock.set('2026-03-10T05:00:00Z');
});
afterAll(() => queue.stop());

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const daily = (from: string, to: string) => ({ days: [...everyDay], from, to });
const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };

const stateOf = async (ticket: unknown) => (await queue.ask(`GET /tickets/${String(ticket)}`)).body;
const change = async (office: string, more: Partial<Office>, version = 1) => {
  const { status } = await queue.ask(`PUT /offices/${office}`, { body: anOffice(more), ifMatch: version });
  expect(status).toBe(200);
};
const book = async (office: string, startsAt: string) => {
  const body = { reference: `R-${startsAt.slice(8, 10)}`, service: 'reports', startsAt, language: 'kk' };
  const { status, body: ticket } = await queue.ask(`POST /offices/${office}/appointments`, {
    body,
    as: { kind: 'system', scopes: ['queue:issue', 'queue:operate', 'queue:read'] },
  });
  expect(status).toBe(201);
  return ticket['id'];
};
const sendAway = async (office: string, on: string) => {
  const ticket = (await queue.issue(office)).body['id'];
  expect((await queue.command(ticket, 'return-later', { on, reason: 'x' })).status).toBe(200);
  return ticket;
};

describe('an office that closes for good', () => {
  const closure = { from: '2026-03-12', reason: 'moved' };
  const gone = { state: 'cancelled', outcome: 'office-closed', reason: 'office-closed' };

  it('tells whoever is expected after that at once, and lets the others come', async () => {
    const office = await queue.office();
    const kept = [await book(office, '2026-03-11T10:00:00+05:00'), await sendAway(office, '2026-03-11')];
    const lost = [await book(office, '2026-03-12T05:00:00+05:00'), await sendAway(office, '2026-03-12')];
    await queue.sweeper.housekeep();
    for (const ticket of lost) expect(await stateOf(ticket)).not.toHaveProperty('outcome');
    await change(office, { closure });
    await queue.sweeper.housekeep();
    for (const ticket of lost) expect(await stateOf(ticket)).toMatchObject(gone);
    for (const ticket of kept) expect(await stateOf(ticket)).not.toHaveProperty('outcome');
  });

  it('leaves nobody waiting for ever, also where it never closed before', async () => {
    const office = await queue.office({ closure });
    queue.clock.set('2026-03-11T23:30:00Z');
    const ticket = (await queue.issue(office)).body['id'];
    await queue.sweeper.housekeep();
    expect(await stateOf(ticket)).toMatchObject({ state: 'waiting' });
    queue.clock.set('2026-03-12T00:00:00Z');
    await queue.sweeper.housekeep();
    expect(await stateOf(ticket)).toMatchObject({ state: 'closed-unserved', outcome: 'closed-by-day-end' });
    const { type, data } = (await queue.events(office)).at(-1) ?? {};
    expect(type).toBe('queue.ticket.closed-unserved');
    expect(data).not.toHaveProperty('reason');
  });

  it('this very day serves who waits already', async () => {
    const office = await queue.office();
    const ticket = (await queue.issue(office)).body['id'];
    await change(office, { closure: { ...closure, from: '2026-03-10' } });
    await queue.sweeper.housekeep();
    expect((await queue.issue(office)).body).toMatchObject({ code: 'office-closed' });
    await queue.open(office);
    expect((await queue.callNext(office)).body).toMatchObject({ id: ticket });
  });
});

it('an office that ends its day early says so to every ticket, and by when a return is over', async () => {
  const end = async (body: object) => {
    const office = await queue.office({ hours: { weekly: [daily('09:00', '18:00')] } });
    await queue.issue(office);
    const as = { scopes: ['queue:manage' as const] };
    expect((await queue.ask(`POST /offices/${office}/day/close`, { body, as })).status).toBe(200);
    const { type, data } = (await queue.events(office)).at(-1) ?? {};
    return { type, ...data };
  };
  expect(await end({ reason: 'no power' })).toMatchObject({
    type: 'queue.ticket.closed-unserved',
    reason: 'office-closed',
    outcome: 'closed-by-day-end',
  });
  expect(await end({ reason: 'no power', returnOn: '2026-03-11' })).toMatchObject({
    type: 'queue.ticket.return-later',
    reason: 'office-closed',
    returnOn: '2026-03-11',
    expiresAt: '2026-03-11T13:00:00.000Z',
  });
});

it('nobody has stayed away from an office that did not open that day', async () => {
  const office = await queue.office();
  const weekly = [daily('09:00', '18:00')];
  const tickets = [await book(office, '2026-03-11T10:00:00+05:00'), await sendAway(office, '2026-03-11')];
  const others = [await book(office, '2026-03-12T10:00:00+05:00'), await sendAway(office, '2026-03-12')];
  await change(office, { hours: { weekly, exceptions: [{ date: '2026-03-11', closed: true }] } });
  queue.clock.set('2026-03-13T00:00:00Z');
  await queue.sweeper.housekeep();
  for (const ticket of tickets)
    expect(await stateOf(ticket)).toMatchObject({ state: 'closed-unserved', outcome: 'closed-by-day-end' });
  for (const ticket of others)
    expect(await stateOf(ticket)).toMatchObject({ state: 'expired', outcome: 'no-show' });
});

describe('a day that is cut while the office is open', () => {
  it.each([
    { hours: { weekly: [daily('00:00', '24:00')] } },
    { hours: { weekly: [daily('22:00', '24:00'), daily('00:00', '06:00')] } },
  ])(
    'rolls the numbers, but for those of who still waits, and keeps the queue: $hours.weekly.0.from',
    async ({ hours }) => {
      const office = await queue.office({ hours });
      queue.clock.set('2026-03-10T23:58:00Z');
      const before = (await queue.issue(office)).body;
      queue.clock.set('2026-03-11T00:01:00Z');
      await queue.sweeper.housekeep();
      expect(await stateOf(before['id'])).toMatchObject({ state: 'waiting', number: 'A001' });
      expect((await queue.issue(office)).body).toMatchObject({ number: 'A002', businessDay: '2026-03-11' });
    },
  );

  it('by a change of its cut or its time zone sends nobody away', async () => {
    const hours = { weekly: [daily('09:00', '18:00')] };
    const office = await queue.office({ hours });
    const ticket = (await queue.issue(office)).body['id'];
    await change(office, { hours, businessDayStartsAt: '10:30' });
    queue.clock.set('2026-03-10T05:31:00Z');
    await queue.sweeper.housekeep();
    await change(office, { hours, timeZone: 'Asia/Aqtau', businessDayStartsAt: '14:00' }, 2);
    queue.clock.set('2026-03-10T09:01:00Z');
    await queue.sweeper.housekeep();
    expect(await stateOf(ticket)).toMatchObject({ state: 'waiting' });
    expect((await queue.issue(office)).body['number']).not.toBe('A001');
  });
});

describe('the last ticket of a day', () => {
  const hours = { weekly: [daily('09:00', '13:00'), daily('14:00', '18:00')] };
  const services = (more: Partial<Office['services'][number]>): Office['services'] => [
    { code: 'reports', prefix: 'A', name: text('Reports'), expectedMinutes: 60, target, ...more },
  ];
  const counters = [{ code: '1' }];
  const taken = async (office: string) => {
    const answers = [];
    for (let count = 0; count < 12; count += 1) answers.push(await queue.issue(office));
    return answers.filter(({ status }) => status === 201).length;
  };

  it('before a break is the last whose work the rest of the day has room for', async () => {
    const office = await queue.office({ hours, counters, services: services({}) });
    queue.clock.set('2026-03-10T07:30:00Z');
    await queue.open(office);
    expect(await taken(office)).toBe(4);
    expect((await queue.issue(office)).body).toMatchObject({
      code: 'closing-soon',
      opensAt: '2026-03-11T04:00:00.000Z',
    });
  });

  it.each([{ skills: ['dog-handling'] }, { resources: ['prosecutor' as const] }])(
    'is known also while nobody is there who could serve: %p',
    async (more) => {
      const office = await queue.office({ hours, counters, services: services(more) });
      queue.clock.set('2026-03-10T10:00:00Z');
      await queue.open(office);
      expect(await taken(office)).toBe(3);
    },
  );
});
