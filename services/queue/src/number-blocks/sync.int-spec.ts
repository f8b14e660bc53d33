import type { Lease, LeasedTicket } from '@kezek/contracts';
import { KioskFixture, leased } from '../testing/kiosk.fixture';
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
  it('stands where it would stand if it had been issued here: number, handle, times and rank', async () => {
    const office = await queue.office();
    const lease = await kiosk.lease(office);
    queue.clock.set('2026-03-10T05:30:00Z');
    await queue.issue(office);
    const given = leased('A004', { issuedAt: '2026-03-10T10:10:00+05:00', credit: 'infant', language: 'ru' });
    const { results } = await kiosk.synced(lease, given);
    expect(results).toEqual([{ number: 'A004', result: 'issued', ticket: expect.any(String) }]);
    const id = results[0]?.ticket;
    expect((await queue.ask(`GET /tickets/${String(id)}`)).body).toMatchObject({
      ...{ id, number: 'A004', handle: given.handle, state: 'waiting', channel: 'kiosk', language: 'ru' },
      ...{ issuedAt: '2026-03-10T05:10:00.000Z', dueAt: '2026-03-10T05:15:00.000Z', credit: 'infant' },
      ...{ businessDay: '2026-03-10', position: 1 },
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
    expect((await queue.ask(`GET /track/${given.handle}`, { as: {} })).body).toMatchObject({
      number: 'A004',
    });
    await queue.open(office);
    expect((await queue.callNext(office)).body).toMatchObject({ id });
  });

  it('is written once, however often it is said, in any order and parts', async () => {
    const office = await queue.office();
    const lease = await kiosk.lease(office);
    const [a, b, c] = [leased('A003'), leased('A001'), leased('K002', { service: 'papers' })];
    const first = await kiosk.synced(lease, c, a);
    const second = await kiosk.synced(lease, a, b, c, a);
    expect(first.results.map(({ result }) => result)).toEqual(['issued', 'issued']);
    expect(second.results.map(({ result }) => result)).toEqual([
      'repeated',
      'issued',
      'repeated',
      'repeated',
    ]);
    const [, sameA] = first.results;
    expect(second.results[0]).toEqual({ ...sameA, result: 'repeated' });
    expect(second.lease.numbers).toMatchObject({ leased: 100, used: 3, outstanding: 97 });
    expect((await ticketsOf(office)).map(({ number }) => number)).toEqual(['A001', 'A003', 'K002']);
    const issued = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.issued');
    expect(issued).toHaveLength(3);
    const syncs = await queue.rows('SELECT issued FROM lease_sync WHERE lease = $1 ORDER BY issued', [
      lease.id,
    ]);
    expect(syncs).toEqual([{ issued: 1 }, { issued: 2 }]);
  });

  it('keeps its phone encrypted, and tells it to nobody', async () => {
    const office = await queue.office();
    const lease = await kiosk.lease(office);
    const known = { service: 'papers', phone: '8 701 123 45 67' } as const;
    await kiosk.synced(
      lease,
      leased('K001', known),
      leased('K001', known),
      leased('K002', { ...known, phone: 'x' }),
    );
    const [row] = await queue.rows<{ told: string }>(
      `SELECT t::text || (SELECT string_agg(o::text, '') FROM outbox o WHERE key = $1)
         || (SELECT string_agg(c::text, '') FROM lease_conflict c WHERE lease = $2)
         || (SELECT string_agg(u::text, '') FROM leased_ticket u WHERE lease = $2) AS told
       FROM ticket t WHERE office = $1 AND number = 'K001' AND contact_ref IS NOT NULL AND phone_hash IS NOT NULL`,
      [office, lease.id],
    );
    expect(row?.told).toContain('K001');
    expect(row?.told).not.toContain('7011234567');
    expect(row?.told).not.toContain('701 123');
    const { used } = await kiosk.account(lease);
    expect(used.map(({ number, flags }) => ({ number, flags }))).toEqual([
      { number: 'K001', flags: [] },
      { number: 'K002', flags: ['phone-dropped'] },
    ]);
  });

  it('is kept without a credit that nobody or only staff may give, and beside an open ticket of its holder', async () => {
    const credits = [{ code: 'emergency', minutes: 20, legalBasis: 'order 3', emergency: true as const }];
    const office = await queue.office({ credits });
    const lease = await kiosk.lease(office);
    const phone = '+77011234567';
    await queue.issue(office, { phone });
    await kiosk.synced(
      lease,
      leased('A001', { credit: 'emergency' }),
      leased('A002', { credit: 'infant' }),
      leased('A003', { phone }),
    );
    const { used } = await kiosk.account(lease);
    expect(used.map(({ flags }) => flags)).toEqual([
      ['credit-dropped'],
      ['credit-dropped'],
      ['already-open'],
    ]);
    for (const { emergency, credit, due_at: due, target_at: target } of await ticketsOf(office)) {
      expect({ emergency, credit }).toEqual({ emergency: false, credit: null });
      expect(due).toEqual(target);
    }
  });
});

describe('a number that cannot be a ticket', () => {
  it('is recorded with its reason, without phone, and leaves the others alone', async () => {
    const office = await queue.office();
    const lease = await kiosk.lease(office, { numbersPerPrefix: 5 });
    const taken = (await queue.issue(office)).body['handle'] as string;
    queue.clock.set('2026-03-10T06:00:00Z');
    const wrong: Record<string, LeasedTicket> = {
      'number-not-leased': leased('A006', { phone: '+77011234567' }),
      'service-unknown': leased('A002', { service: 'visas' }),
      'service-not-leased': leased('A003', { service: 'papers' }),
      'outside-lease-time': leased('A004', { issuedAt: '2026-03-10T04:00:00Z' }),
      'in-future': leased('A005', { issuedAt: '2026-03-10T06:02:00Z' }),
      'handle-used': leased('K001', { service: 'papers', handle: taken }),
    };
    const right = leased('A001');
    const other = leased('A001', { language: 'ru' });
    const said = [...Object.values(wrong), right, other];
    const expected = [
      ...Object.entries(wrong).map(([reason, { number }]) => ({ number, result: 'conflict', reason })),
      { number: 'A001', result: 'issued', ticket: expect.any(String) },
      { number: 'A001', result: 'conflict', reason: 'number-used' },
    ];
    const { results, lease: summary } = await kiosk.synced(lease, ...said);
    expect(results).toEqual(expected);
    expect(summary.numbers).toEqual({ leased: 10, used: 1, conflicting: 5, outstanding: 4, unused: 0 });
    expect((await kiosk.synced(lease, ...said)).lease).toEqual(summary);
    const { conflicts } = await kiosk.account(lease);
    expect(conflicts.map(({ reason }) => reason).sort()).toEqual(
      [...Object.keys(wrong), 'number-used'].sort(),
    );
    const kept = await queue.rows<{ said: Json }>('SELECT said FROM lease_conflict WHERE lease = $1', [
      lease.id,
    ]);
    expect(kept).toHaveLength(7);
    expect(JSON.stringify(kept)).not.toContain('701123');
    expect(kept.map((row) => row.said['handle'])).toContain(other.handle);
    queue.clock.set('2026-03-10T06:02:00Z');
    const late = await kiosk.synced(lease, ...said);
    expect(late.results[4]).toMatchObject({ number: 'A005', result: 'issued' });
  });
});

describe('a settled lease', () => {
  it('has written off what was not used, and takes nothing but what it knows', async () => {
    const office = await queue.office();
    const lease = await kiosk.lease(office, { services: ['reports'], numbersPerPrefix: 4 });
    const [known, wrong] = [leased('A002'), leased('A003', { service: 'visas' })];
    const offline = { from: '2026-03-10T05:00:00.000Z', to: '2026-03-10T05:20:00.000Z' };
    queue.clock.set('2026-03-10T05:20:00Z');
    const settled = await kiosk.sync(lease, { tickets: [known, wrong], final: true, offline });
    expect(settled).toMatchObject({
      status: 200,
      body: {
        lease: {
          ...{ state: 'settled', settledAt: '2026-03-10T05:20:00.000Z' },
          numbers: { leased: 4, used: 1, conflicting: 1, outstanding: 0, unused: 2 },
          gap: {
            ...{ offline: [offline], firstIssuedAt: startsAt, lastIssuedAt: startsAt },
            ...{ firstSyncedAt: offline.to, lastSyncedAt: offline.to },
          },
        },
      },
    });
    const again = await kiosk.sync(lease, { tickets: [known, wrong], final: true, offline });
    expect(again.body['lease']).toEqual(settled.body['lease']);
    expect(await kiosk.sync(lease, { tickets: [known, leased('A001')] })).toMatchObject({
      ...{ status: 409, body: { code: 'lease-settled' } },
    });
    expect((await kiosk.account(lease)).unused).toEqual([
      { prefix: 'A', from: 1, to: 1 },
      { prefix: 'A', from: 4, to: 4 },
    ]);
    const notes = await queue.rows<{ action: string }>(
      `SELECT action FROM office_audit WHERE office = $1 AND action LIKE 'lease-%' ORDER BY id`,
      [office],
    );
    expect(notes.map(({ action }) => action)).toEqual(['lease-given', 'lease-synced', 'lease-settled']);
  });
});

describe('a lease of somebody else', () => {
  it.each([
    { whose: 'another device’s', sync: (lease: Lease) => kiosk.sync(lease, {}, { as: { sub: 'kiosk-2' } }) },
    { whose: 'nobody’s', sync: (lease: Lease) => kiosk.sync({ ...lease, token: 'x.y.z' }, {}) },
    {
      whose: 'another lease’s token',
      sync: async (lease: Lease) => {
        const { token } = await kiosk.lease(lease.office);
        return kiosk.sync({ ...lease, token }, {});
      },
    },
    {
      whose: 'another office’s',
      sync: async (lease: Lease) => kiosk.sync({ ...lease, office: await queue.office() }, {}),
    },
  ])('is not valid: $whose', async ({ sync }) => {
    const lease = await kiosk.lease(await queue.office());
    expect(await sync(lease)).toMatchObject({ status: 422, body: { code: 'lease-invalid' } });
  });

  it.each([
    { what: 'a handle that could be guessed', ticket: leased('A001', { handle: 'a'.repeat(22) }) },
    { what: 'a number that is none', ticket: leased('Z1') },
    { what: 'a year 0', ticket: leased('A001', { issuedAt: '0000-01-01T00:00:00Z' }) },
    { what: 'a year 10000', ticket: leased('A001', { issuedAt: '9999-12-31T23:59:59-12:00' }) },
  ])('and a kiosk that says $what is not understood', async ({ ticket }) => {
    const lease = await kiosk.lease(await queue.office());
    expect(await kiosk.sync(lease, { tickets: [ticket] })).toMatchObject({
      ...{ status: 400, body: { code: 'invalid-request' } },
    });
  });
});

describe('a kiosk that syncs after the end of the day', () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
  const hours = { weekly: [{ days: [...days], from: '09:00', to: '18:00' }] };

  it('has its visitors ended unserved, with their wait, and none of them called at night', async () => {
    const office = await queue.office({ hours });
    const lease = await kiosk.lease(office);
    queue.clock.set('2026-03-11T01:00:00Z');
    const phone = '+77011234567';
    const { results } = await kiosk.synced(
      lease,
      leased('A001', { issuedAt: '2026-03-10T12:00:00Z', phone }),
    );
    const id = results[0]?.ticket;
    expect(await ticketsOf(office)).toMatchObject([
      { id, state: 'closed-unserved', outcome: 'CLOSED_BY_DAY_END', contact_ref: null, version: 2 },
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
    expect((await kiosk.account(lease)).used).toMatchObject([{ flags: ['after-day-end'] }]);
  });

  it('has them wait on in an office that never closes', async () => {
    const office = await queue.office();
    const lease = await kiosk.lease(office);
    queue.clock.set('2026-03-11T01:00:00Z');
    await kiosk.synced(lease, leased('A001'));
    expect(await ticketsOf(office)).toMatchObject([{ state: 'waiting', number: 'A001' }]);
  });

  it('has them ended when the office ended its day early', async () => {
    const office = await queue.office({ hours });
    const lease = await kiosk.lease(office);
    const close = `POST /offices/${office}/day/close`;
    const as = { scopes: ['queue:manage'] };
    expect((await queue.ask(close, { as, body: { reason: 'fire' } })).status).toBe(200);
    await kiosk.synced(lease, leased('A001'));
    expect(await ticketsOf(office)).toMatchObject([{ state: 'closed-unserved' }]);
    expect(await kiosk.ask(office)).toMatchObject({ status: 409, body: { code: 'office-closed' } });
  });
});
