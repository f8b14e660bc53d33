import { KioskFixture, lent } from '../testing/kiosk.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
let kiosk: KioskFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
  kiosk = new KioskFixture(queue);
});
afterAll(() => queue.stop());
beforeEach(() => {
  queue.clock.set(startsAt);
});

/** 05:00 in Almaty: the office, which never closes, begins its series anew. */
const roll = '2026-03-11T00:00:00Z';
const beforeRoll = '2026-03-10T23:55:00Z';

const numberOf = async (office: string) => (await queue.issue(office)).body['number'];
const read = async (ticket: unknown) => (await queue.ask(`GET /tickets/${String(ticket)}`)).body;

/** A ticket of the first number, called to counter 1. */
async function called(office: string): Promise<unknown> {
  const { id } = (await queue.issue(office)).body;
  await queue.open(office);
  await queue.callNext(office);
  return id;
}

/** Every number that is open in an office now. */
const openIn = async (office: string): Promise<string[]> => {
  const found = await queue.rows<{ number: string }>(
    `SELECT number FROM ticket WHERE office = $1 AND outcome IS NULL AND state <> 'booked' ORDER BY number`,
    [office],
  );
  return found.map(({ number }) => number);
};

describe('over the night of an office that never closes', () => {
  it('whoever waits keeps the number alone: both are called, and the wall tells them apart', async () => {
    const office = await queue.office();
    queue.clock.set(beforeRoll);
    const before = (await queue.issue(office)).body;
    queue.clock.set(roll);
    const after = (await queue.issue(office)).body;
    expect([before, after]).toMatchObject([
      { number: 'A001', businessDay: '2026-03-10' },
      { number: 'A002', businessDay: '2026-03-11' },
    ]);
    for (const counter of ['1', '2']) {
      await queue.open(office, counter, { as: { sub: `operator-${counter}` } });
      await queue.callNext(office, counter, { as: { sub: `operator-${counter}` } });
    }
    const { calls, announcements } = (await queue.ask(`GET /offices/${office}/board`)).body;
    const both = [
      { ticket: before['id'], number: 'A001', counter: '1' },
      { ticket: after['id'], number: 'A002', counter: '2' },
    ];
    expect(calls).toMatchObject(both);
    expect(announcements).toMatchObject(both);
  });

  it('a number whose ticket has ended is given again', async () => {
    const office = await queue.office();
    queue.clock.set(beforeRoll);
    const ticket = await called(office);
    await queue.issue(office);
    await queue.command(ticket, 'start');
    await queue.command(ticket, 'finish', { outcome: 'served' });
    queue.clock.set(roll);
    expect([await numberOf(office), await numberOf(office)]).toEqual(['A001', 'A003']);
  });

  it.each([
    ['called', (ticket: unknown) => read(ticket)],
    ['serving', (ticket: unknown) => queue.command(ticket, 'start')],
    ['parked', (ticket: unknown) => queue.command(ticket, 'park', { reason: 'copies' })],
    [
      'return-later',
      (ticket: unknown) => queue.command(ticket, 'return-later', { on: '2026-03-12', reason: 'copies' }),
    ],
  ])('who is %s keeps the number', async (state, bring) => {
    const office = await queue.office();
    queue.clock.set(beforeRoll);
    const ticket = await called(office);
    await bring(ticket);
    expect(await read(ticket)).toMatchObject({ state });
    queue.clock.set(roll);
    expect([await numberOf(office), await numberOf(office)]).toEqual(['A002', 'A003']);
  });

  it('who did not come keeps it as long as he may come back, and then no longer', async () => {
    const office = await queue.office();
    queue.clock.set(beforeRoll);
    const ticket = await called(office);
    await queue.command(ticket, 'no-show');
    queue.clock.set('2026-03-11T00:25:00Z');
    expect(await numberOf(office)).toBe('A002');
    expect((await queue.command(ticket, 'reopen', { reason: 'was outside' })).body).toMatchObject({
      state: 'waiting',
      number: 'A001',
      businessDay: '2026-03-10',
    });
    const other = await queue.office();
    queue.clock.set(beforeRoll);
    const late = await called(other);
    await queue.command(late, 'no-show');
    queue.clock.set('2026-03-11T00:25:00.001Z');
    expect(await numberOf(other)).toBe('A001');
  });

  it('who may come back after all, because the office says so now, gets another one where his is taken', async () => {
    const office = await queue.office();
    queue.clock.set(beforeRoll);
    const ticket = await called(office);
    await queue.command(ticket, 'no-show');
    queue.clock.set('2026-03-11T01:00:00Z');
    expect(await numberOf(office)).toBe('A001');
    const body = (await queue.ask(`GET /offices/${office}`)).body as { rules: object; code?: string };
    const { code: _, version: __, ...definition } = body as Record<string, unknown>;
    const rules = { ...body.rules, returnWithinMinutes: 600 };
    const changed = await queue.ask(`PUT /offices/${office}`, {
      body: { ...definition, rules },
      ifMatch: 1,
    });
    expect(changed.status).toBe(200);
    expect((await queue.command(ticket, 'reopen', { reason: 'was outside' })).body).toMatchObject({
      state: 'waiting',
      number: 'A002',
      businessDay: '2026-03-10',
    });
    expect(await openIn(office)).toEqual(['A001', 'A002']);
  });

  it('who comes back on another day gets a number that nobody else has', async () => {
    const office = await queue.office();
    const [away, waiting] = [(await queue.issue(office)).body['id'], (await queue.issue(office)).body['id']];
    await queue.command(away, 'return-later', { on: '2026-03-11', reason: 'copies' });
    queue.clock.set(roll);
    expect(await numberOf(office)).toBe('A003');
    expect((await queue.command(away, 'resume')).body).toMatchObject({
      number: 'A004',
      businessDay: '2026-03-11',
    });
    expect(await read(waiting)).toMatchObject({ number: 'A002', businessDay: '2026-03-10' });
    expect(await openIn(office)).toEqual(['A002', 'A003', 'A004']);
  });
});

describe('an appointment', () => {
  const book = (office: string, reference: string, at: string) =>
    queue.ask(`POST /offices/${office}/appointments`, {
      as: { sub: 'portal', kind: 'system', scopes: ['queue:issue'] },
      body: { reference, service: 'reports', startsAt: at, language: 'kk' },
    });

  it('has a number of its own day, and another one where somebody still has that when the visitor comes', async () => {
    const office = await queue.office();
    const booked = await book(office, 'R-1', '2026-03-11T01:00:00Z');
    expect(booked.body).toMatchObject({ number: 'A001', businessDay: '2026-03-11' });
    queue.clock.set(beforeRoll);
    expect(await numberOf(office)).toBe('A001');
    queue.clock.set(roll);
    const arrived = await queue.ask(`POST /offices/${office}/appointments/R-1/check-in`, { body: {} });
    expect(arrived).toMatchObject({
      status: 200,
      body: { state: 'waiting', number: 'A002', businessDay: '2026-03-11' },
    });
    expect(await numberOf(office)).toBe('A003');
  });

  it('keeps it where nobody has it', async () => {
    const office = await queue.office();
    await book(office, 'R-1', '2026-03-11T01:00:00Z');
    queue.clock.set(roll);
    const arrived = await queue.ask(`POST /offices/${office}/appointments/R-1/check-in`, { body: {} });
    expect(arrived.body).toMatchObject({ state: 'waiting', number: 'A001' });
  });
});

describe('who is put off before he came for his appointment', () => {
  const book = async (office: string, reference: string, at: string) => {
    const { body } = await queue.ask(`POST /offices/${office}/appointments`, {
      body: { reference, service: 'reports', startsAt: at, language: 'kk' },
    });
    return body['id'];
  };

  it('gets another number where somebody has that of the booking', async () => {
    const office = await queue.office();
    const booked = await book(office, 'R-1', '2026-03-20T05:00:00Z');
    expect(await numberOf(office)).toBe('A001');
    const away = await queue.command(booked, 'return-later', { on: '2026-03-12', reason: 'a holiday' });
    expect(away).toMatchObject({
      status: 200,
      body: { state: 'return-later', number: 'A002', businessDay: '2026-03-20' },
    });
    expect(await openIn(office)).toEqual(['A001', 'A002']);
    expect(await numberOf(office)).toBe('A003');
  });

  it('keeps it where nobody has it, and from then on nobody gets it', async () => {
    const office = await queue.office();
    const booked = await book(office, 'R-1', '2026-03-20T05:00:00Z');
    const away = await queue.command(booked, 'return-later', { on: '2026-03-12', reason: 'a holiday' });
    expect(away.body).toMatchObject({ number: 'A001', businessDay: '2026-03-20' });
    expect(await numberOf(office)).toBe('A002');
  });

  it('so when the day is ended for everybody: each has a number of his own', async () => {
    const office = await queue.office();
    await book(office, 'R-1', '2026-03-11T05:00:00Z');
    await book(office, 'R-2', '2026-03-11T06:00:00Z');
    queue.clock.set(beforeRoll);
    expect([await numberOf(office), await numberOf(office)]).toEqual(['A001', 'A002']);
    queue.clock.set(roll);
    const closed = await queue.ask(`POST /offices/${office}/day/close`, {
      as: { sub: 'head', scopes: ['queue:manage'] },
      body: { reason: 'no power', returnOn: '2026-03-12' },
    });
    expect(closed).toMatchObject({ status: 200, body: { tickets: [{ state: 'return-later', count: 4 }] } });
    expect(await openIn(office)).toEqual(['A001', 'A002', 'A003', 'A004']);
  });
});

describe('numbers that were lent to a kiosk', () => {
  it('may be in somebody’s hand: they are not given again before their block is settled', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 3 });
    queue.clock.set(roll);
    expect(await numberOf(office)).toBe('A004');
    const { results } = await kiosk.synced(block, lent('A002'));
    expect(results).toMatchObject([{ result: 'issued' }]);
    await kiosk.sync(block, { final: true });
    queue.clock.set('2026-03-12T00:00:00Z');
    expect([await numberOf(office), await numberOf(office), await numberOf(office)]).toEqual([
      'A001',
      'A003',
      'A005',
    ]);
  });

  it('are never open ones: a block goes round them, in as many ranges as that takes', async () => {
    const office = await queue.office();
    const [first] = [await queue.issue(office), await queue.issue(office), await queue.issue(office)];
    const second = (await queue.ask(`GET /offices/${office}/tickets`)).body['items'] as { id: string }[];
    await queue.command(first.body['id'], 'cancel', { reason: 'a mistake' });
    await queue.command(second[2]?.id, 'cancel', { reason: 'a mistake' });
    queue.clock.set(roll);
    const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 3 });
    expect(block.ranges).toEqual([
      { prefix: 'A', from: 1, to: 1, services: ['reports'] },
      { prefix: 'A', from: 3, to: 4, services: ['reports'] },
    ]);
    expect(await numberOf(office)).toBe('A005');
    const issuedAt = roll;
    const { results } = await kiosk.synced(
      block,
      lent('A004', { issuedAt }),
      lent('A001', { issuedAt }),
      lent('A002', { issuedAt }),
    );
    expect(results).toMatchObject([
      { result: 'issued' },
      { result: 'issued' },
      { result: 'conflict', reason: 'number-not-lent' },
    ]);
    expect((await kiosk.account(block)).outstanding).toEqual([{ prefix: 'A', from: 3, to: 3 }]);
  });

  it('of which one was given to somebody else all the same are a conflict until it has ended', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 1 });
    queue.clock.set(roll);
    const other = (await queue.issue(office)).body['id'];
    // Two who came for it at the same moment, as one may before the other is to be seen.
    await queue.asOwner(`UPDATE ticket SET number = 'A001' WHERE id = '${String(other)}'`);
    const given = lent('A001');
    const { results } = await kiosk.synced(block, given);
    expect(results).toEqual([{ number: 'A001', result: 'conflict', reason: 'number-in-use' }]);
    await queue.command(other, 'cancel', { reason: 'a mistake' });
    expect((await kiosk.synced(block, given)).results).toMatchObject([{ result: 'issued' }]);
    expect(await openIn(office)).toEqual(['A001']);
  });
});

describe('at the same moment', () => {
  it('hundreds who come as the series rolls get numbers that nobody has, whatever they race with', async () => {
    const office = await queue.office();
    const book = (reference: string) =>
      queue.ask(`POST /offices/${office}/appointments`, {
        body: { reference, service: 'reports', startsAt: '2026-03-11T01:00:00Z', language: 'kk' },
      });
    queue.clock.set(beforeRoll);
    const appointments = Array.from({ length: 12 }, (_, index) => `R-${String(index)}`);
    await Promise.all(appointments.map(book));
    await Promise.all(Array.from({ length: 40 }, () => queue.issue(office)));
    queue.clock.set(roll);
    const answers = await Promise.all([
      ...Array.from({ length: 120 }, () => queue.issue(office)),
      ...appointments.map((reference) =>
        queue.ask(`POST /offices/${office}/appointments/${reference}/check-in`, { body: {} }),
      ),
      ...Array.from({ length: 6 }, (_, index) =>
        kiosk.ask(office, { numbersPerPrefix: 5 }, { as: { sub: `racer-${String(index)}`, kind: 'device' } }),
      ),
    ]);
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    const open = await openIn(office);
    expect(open).toHaveLength(40 + 120 + 12);
    const [lentNow] = await queue.rows<{ numbers: string[] }>(
      `SELECT array_agg('A' || lpad(serial::text, 3, '0')) AS numbers
       FROM number_block_range r, generate_series(r.first, r.last) AS serial WHERE r.office = $1 AND r.prefix = 'A'`,
      [office],
    );
    const all = [...open, ...(lentNow?.numbers ?? [])];
    expect(all).toHaveLength(172 + 30);
    expect(new Set(all).size).toBe(all.length);
  });

  it('whoever comes for the appointment of yesterday and whoever is the first of today are not both its number', async () => {
    const offices = await Promise.all(Array.from({ length: 24 }, () => queue.office()));
    const startsAt = '2026-03-10T23:58:00Z';
    for (const office of offices) {
      const booked = await queue.ask(`POST /offices/${office}/appointments`, {
        body: { reference: 'R', service: 'reports', startsAt, language: 'kk' },
      });
      expect(booked.body).toMatchObject({ number: 'A001', businessDay: '2026-03-10' });
    }
    queue.clock.set(roll);
    const comers = offices.flatMap((office) => [
      queue.ask(`POST /offices/${office}/appointments/R/check-in`, { body: {} }),
      queue.issue(office),
    ]);
    expect((await Promise.all(comers)).map(({ status }) => status)).toEqual(
      offices.flatMap(() => [200, 201]),
    );
    for (const office of offices) {
      const open = await openIn(office);
      // Who came second has the second number of his own day's series: of one, or of the other.
      expect(open).toEqual(['A001', 'A002']);
    }
  });

  it('no number is left out because somebody else changed the ticket that it was drawn for', async () => {
    const office = await queue.office();
    const today = { on: '2026-03-11', reason: 'copies' };
    const away = await Promise.all(
      Array.from({ length: 30 }, async () => (await queue.issue(office)).body['id']),
    );
    for (const ticket of away) await queue.command(ticket, 'return-later', today);
    queue.clock.set(roll);
    const answers = await Promise.all(
      away.flatMap((ticket) => [
        queue.command(ticket, 'return-later', today),
        queue.command(ticket, 'resume'),
        queue.command(ticket, 'return-later', today),
      ]),
    );
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    const drawn = await queue.rows<{ serial: number }>(
      `SELECT substr(number, 2)::integer AS serial FROM ticket WHERE office = $1 AND business_day = '2026-03-11'`,
      [office],
    );
    const [series] = await queue.rows<{ last: number }>(
      `SELECT last FROM number_series WHERE office = $1 AND business_day = '2026-03-11'`,
      [office],
    );
    // Every ticket is back, and those of before had A001 to A030: what is not a ticket today was one of theirs.
    const serials = new Set(drawn.map(({ serial }) => serial));
    const missing = Array.from({ length: series?.last ?? 0 }, (_, index) => index + 1).filter(
      (serial) => serial > 30 && !serials.has(serial),
    );
    expect(missing).toEqual([]);
  });

  it('the database itself lets nobody have a number that is open', async () => {
    const office = await queue.office();
    const [first, second] = [await queue.issue(office), await queue.issue(office)];
    const rename = (ticket: unknown) =>
      queue.rows(`UPDATE ticket SET number = 'A001', business_day = '2026-03-11' WHERE id = $1`, [ticket]);
    await expect(rename(second.body['id'])).rejects.toThrow('ticket_number_open');
    await queue.command(first.body['id'], 'cancel', { reason: 'a mistake' });
    await rename(second.body['id']);
  });
});
