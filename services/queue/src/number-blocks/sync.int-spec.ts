import type { NumberBlock, OfflineTicket } from '@kezek/contracts';
import { KioskFixture, lent } from '../testing/kiosk.fixture';
import type { Json } from '../testing/office.fixture';
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

const ticketsOf = (office: string) =>
  queue.rows('SELECT * FROM ticket WHERE office = $1 ORDER BY number', [office]);

describe('a ticket of a kiosk that was cut off', () => {
  it('stands where it would stand if it had been issued here: number, tracking token, times and rank', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office);
    queue.clock.set('2026-03-10T05:30:00Z');
    await queue.issue(office);
    const given = lent('A004', { issuedAt: '2026-03-10T10:10:00+05:00', priority: 'infant', language: 'ru' });
    const { results } = await kiosk.synced(block, given);
    expect(results).toEqual([{ number: 'A004', result: 'issued', ticket: expect.any(String) }]);
    const id = results[0]?.ticket;
    expect((await queue.ask(`GET /tickets/${String(id)}`)).body).toMatchObject({
      id,
      number: 'A004',
      state: 'waiting',
      channel: 'kiosk',
      language: 'ru',
      issuedAt: '2026-03-10T05:10:00.000Z',
      dueAt: '2026-03-10T05:15:00.000Z',
      priority: 'infant',
      businessDay: '2026-03-10',
      position: 1,
    });
    expect(await queue.periods(id)).toMatchObject([
      { version: 1, state: 'waiting', from_at: new Date('2026-03-10T05:10:00Z'), actor: 'kiosk-1' },
    ]);
    const events = (await queue.events(office)).filter(({ subject }) => subject === id);
    expect(events).toMatchObject([
      {
        type: 'queue.ticket.issued',
        sequence: 1,
        data: { number: 'A004', issuedAt: '2026-03-10T05:10:00.000Z' },
      },
    ]);
    expect((await queue.ask(`GET /track/${given.trackingToken}`, { as: {} })).body).toMatchObject({
      number: 'A004',
    });
    await queue.open(office);
    expect((await queue.callNext(office)).body).toMatchObject({ id });
  });

  it('is written once, however often it is said, in any order and parts', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office);
    const [a, b, c] = [lent('A003'), lent('A001'), lent('K002', { service: 'papers' })];
    const first = await kiosk.synced(block, c, a);
    const second = await kiosk.synced(block, a, b, c, a);
    expect(first.results.map(({ result }) => result)).toEqual(['issued', 'issued']);
    expect(second.results.map(({ result }) => result)).toEqual([
      'repeated',
      'issued',
      'repeated',
      'repeated',
    ]);
    const [, sameA] = first.results;
    expect(second.results[0]).toEqual({ ...sameA, result: 'repeated' });
    expect(second.block.numbers).toMatchObject({ lent: 100, used: 3, outstanding: 97 });
    expect((await ticketsOf(office)).map(({ number }) => number)).toEqual(['A001', 'A003', 'K002']);
    const issued = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.issued');
    expect(issued).toHaveLength(3);
    const syncs = await queue.rows('SELECT issued FROM number_block_sync WHERE block = $1 ORDER BY issued', [
      block.id,
    ]);
    expect(syncs).toEqual([{ issued: 1 }, { issued: 2 }]);
  });

  it('keeps its phone encrypted, and tells it to nobody', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office);
    const known = { service: 'papers', phone: '8 701 123 45 67' } as const;
    await kiosk.synced(
      block,
      lent('K001', known),
      lent('K001', known),
      lent('K002', { ...known, phone: 'x' }),
    );
    const [row] = await queue.rows<{ told: string }>(
      `SELECT t::text || (SELECT string_agg(o::text, '') FROM outbox o WHERE key = $1)
         || (SELECT string_agg(c::text, '') FROM number_block_conflict c WHERE block = $2)
         || (SELECT string_agg(u::text, '') FROM number_block_ticket u WHERE block = $2) AS told
       FROM ticket t WHERE office = $1 AND number = 'K001' AND contact_ref IS NOT NULL AND phone_hash IS NOT NULL`,
      [office, block.id],
    );
    expect(row?.told).toContain('K001');
    expect(row?.told).not.toContain('7011234567');
    expect(row?.told).not.toContain('701 123');
    const { used } = await kiosk.account(block);
    expect(used.map(({ number, flags }) => ({ number, flags }))).toEqual([
      { number: 'K001', flags: [] },
      { number: 'K002', flags: ['phone-dropped'] },
    ]);
  });

  it('is kept without a priority that nobody or only staff may give, and beside an open ticket of its holder', async () => {
    const priorities = [{ code: 'emergency', minutes: 20, legalBasis: 'order 3', emergency: true as const }];
    const office = await queue.office({ priorities });
    const block = await kiosk.block(office);
    const phone = '+77011234567';
    await queue.issue(office, { phone });
    await kiosk.synced(
      block,
      lent('A001', { priority: 'emergency' }),
      lent('A002', { priority: 'infant' }),
      lent('A003', { phone }),
    );
    const { used } = await kiosk.account(block);
    expect(used.map(({ flags }) => flags)).toEqual([
      ['priority-dropped'],
      ['priority-dropped'],
      ['already-open'],
    ]);
    for (const { emergency, priority, due_at: due, target_at: target } of await ticketsOf(office)) {
      expect({ emergency, priority }).toEqual({ emergency: false, priority: null });
      expect(due).toEqual(target);
    }
  });
});

describe('a number that cannot be a ticket', () => {
  it('is recorded with its reason, without phone and tracking token, and leaves the others alone', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { numbersPerPrefix: 5, hours: 2 });
    const taken = (await queue.issue(office)).body['trackingToken'] as string;
    queue.clock.set('2026-03-10T06:00:00Z');
    const wrong: Record<string, OfflineTicket> = {
      'number-not-lent': lent('A006', { phone: '+77011234567' }),
      'service-unknown': lent('A002', { service: 'visas' }),
      'service-not-lent': lent('A003', { service: 'papers' }),
      'outside-block-time': lent('A004', { issuedAt: '2026-03-10T07:02:00Z' }),
      'in-future': lent('A005', { issuedAt: '2026-03-10T06:02:00Z' }),
      'tracking-token-used': lent('K001', { service: 'papers', trackingToken: taken }),
    };
    const right = lent('A001');
    const other = lent('A001', { language: 'ru' });
    const said = [...Object.values(wrong), right, other];
    const expected = [
      ...Object.entries(wrong).map(([reason, { number }]) => ({ number, result: 'conflict', reason })),
      { number: 'A001', result: 'issued', ticket: expect.any(String) },
      { number: 'A001', result: 'conflict', reason: 'number-used' },
    ];
    const { results, block: summary } = await kiosk.synced(block, ...said);
    expect(results).toEqual(expected);
    expect(summary.numbers).toEqual({ lent: 10, used: 1, conflicting: 5, outstanding: 4, unused: 0 });
    expect((await kiosk.synced(block, ...said)).block).toEqual(summary);
    const { conflicts } = await kiosk.account(block);
    expect(conflicts.map(({ reason }) => reason).sort()).toEqual(
      [...Object.keys(wrong), 'number-used'].sort(),
    );
    const kept = await queue.rows<{ said: Json }>('SELECT said FROM number_block_conflict WHERE block = $1', [
      block.id,
    ]);
    expect(kept).toHaveLength(7);
    expect(JSON.stringify(kept)).not.toContain('701123');
    const { service, language, issuedAt } = other;
    expect(kept.map((row) => row.said)).toContainEqual({ service, language, issuedAt });
    queue.clock.set('2026-03-10T06:02:00Z');
    const late = await kiosk.synced(block, ...said);
    expect(late.results[4]).toMatchObject({ number: 'A005', result: 'issued' });
  });
});

describe('a settled block', () => {
  it('has written off what was not used, and takes nothing but what it knows', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 4 });
    const [known, wrong] = [lent('A002'), lent('A003', { service: 'visas' })];
    const offline = { from: '2026-03-10T05:00:00.000Z', to: '2026-03-10T05:20:00.000Z' };
    queue.clock.set('2026-03-10T05:20:00Z');
    const settled = await kiosk.sync(block, { tickets: [known, wrong], final: true, offline });
    expect(settled).toMatchObject({
      status: 200,
      body: {
        block: {
          state: 'settled',
          settledAt: '2026-03-10T05:20:00.000Z',
          numbers: { lent: 4, used: 1, conflicting: 1, outstanding: 0, unused: 2 },
          gap: {
            offline: [offline],
            silences: [offline],
            firstIssuedAt: startsAt,
            lastIssuedAt: startsAt,
            firstSyncedAt: offline.to,
            lastSyncedAt: offline.to,
          },
        },
      },
    });
    const again = await kiosk.sync(block, { tickets: [known, wrong], final: true, offline });
    expect(again.body['block']).toEqual(settled.body['block']);
    expect(await kiosk.sync(block, { tickets: [known, lent('A001')] })).toMatchObject({
      status: 409,
      body: { code: 'number-block-settled' },
    });
    expect((await kiosk.account(block)).unused).toEqual([
      { prefix: 'A', from: 1, to: 1 },
      { prefix: 'A', from: 4, to: 4 },
    ]);
    const notes = await queue.rows<{ action: string }>(
      `SELECT action FROM office_audit WHERE office = $1 AND action LIKE 'block-%' ORDER BY id`,
      [office],
    );
    expect(notes.map(({ action }) => action)).toEqual(['block-given', 'block-synced', 'block-settled']);
  });
});

describe('a block of somebody else', () => {
  it.each([
    {
      whose: 'another device’s',
      sync: (block: NumberBlock) => kiosk.sync(block, {}, { as: { ...kiosk.as, sub: 'kiosk-2' } }),
    },
    { whose: 'nobody’s', sync: (block: NumberBlock) => kiosk.sync({ ...block, token: 'x.y.z' }, {}) },
    {
      whose: 'another block’s token',
      sync: async (block: NumberBlock) => {
        const { token } = await kiosk.block(block.office);
        return kiosk.sync({ ...block, token }, {});
      },
    },
    {
      whose: 'another office’s',
      sync: async (block: NumberBlock) => kiosk.sync({ ...block, office: await queue.office() }, {}),
    },
  ])('is not valid: $whose', async ({ sync }) => {
    const block = await kiosk.block(await queue.office());
    expect(await sync(block)).toMatchObject({ status: 422, body: { code: 'number-block-invalid' } });
  });

  it.each([
    {
      what: 'a tracking token that could be guessed',
      ticket: lent('A001', { trackingToken: 'a'.repeat(22) }),
    },
    { what: 'a number that is none', ticket: lent('Z1') },
    { what: 'a year 0', ticket: lent('A001', { issuedAt: '0000-01-01T00:00:00Z' }) },
    { what: 'a year 10000', ticket: lent('A001', { issuedAt: '9999-12-31T23:59:59-12:00' }) },
  ])('and a kiosk that says $what is not understood', async ({ ticket }) => {
    const block = await kiosk.block(await queue.office());
    expect(await kiosk.sync(block, { tickets: [ticket] })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});

describe('a kiosk that syncs after the end of the day', () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
  const hours = { weekly: [{ days: [...days], from: '09:00', to: '18:00' }] };

  it('has its visitors ended unserved, with their wait, and none of them called at night', async () => {
    const office = await queue.office({ hours });
    const block = await kiosk.block(office);
    queue.clock.set('2026-03-11T01:00:00Z');
    const phone = '+77011234567';
    const { results } = await kiosk.synced(block, lent('A001', { issuedAt: '2026-03-10T12:00:00Z', phone }));
    const id = results[0]?.ticket;
    expect(await ticketsOf(office)).toMatchObject([
      { id, state: 'closed-unserved', outcome: 'closed-by-day-end', contact_ref: null, version: 2 },
    ]);
    expect(await queue.periods(id)).toEqual([
      { version: 1, state: 'waiting', from_at: new Date('2026-03-10T12:00:00Z'), actor: 'kiosk-1' },
      { version: 2, state: 'closed-unserved', from_at: new Date('2026-03-11T01:00:00Z'), actor: 'system' },
    ]);
    const told = (await queue.events(office)).filter(({ subject }) => subject === id);
    expect(told.map(({ type, sequence }) => ({ type, sequence }))).toEqual([
      { type: 'queue.ticket.issued', sequence: 1 },
      { type: 'queue.ticket.closed-unserved', sequence: 2 },
    ]);
    expect((await kiosk.account(block)).used).toMatchObject([{ flags: ['after-day-end'] }]);
  });

  it('has them wait on in an office that never closes', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office);
    queue.clock.set('2026-03-11T01:00:00Z');
    await kiosk.synced(block, lent('A001'));
    expect(await ticketsOf(office)).toMatchObject([{ state: 'waiting', number: 'A001' }]);
  });

  it('has them ended when the office ended its day early', async () => {
    const office = await queue.office({ hours });
    const block = await kiosk.block(office);
    const close = `POST /offices/${office}/day/close`;
    const as = { scopes: ['queue:manage'] };
    expect((await queue.ask(close, { as, body: { reason: 'fire' } })).status).toBe(200);
    await kiosk.synced(block, lent('A001'));
    expect(await ticketsOf(office)).toMatchObject([{ state: 'closed-unserved' }]);
    expect(await kiosk.ask(office)).toMatchObject({ status: 409, body: { code: 'office-closed' } });
  });
});
