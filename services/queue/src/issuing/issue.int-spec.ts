import type { IssuedTicket } from '@kezek/contracts';
import { randomUUID } from 'node:crypto';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

describe('issuing a ticket', () => {
  it('answers with the ticket, and writes row, first period and event', async () => {
    const office = await queue.office();
    const { status, body, headers } = await queue.issue(office, { priority: 'infant' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      office,
      service: 'reports',
      number: 'A001',
      state: 'waiting',
      position: 1,
      version: 1,
      channel: 'kiosk',
      language: 'kk',
      priority: 'infant',
      businessDay: '2026-03-10',
      issuedAt: '2026-03-10T05:00:00.000Z',
      dueAt: '2026-03-10T05:05:00.000Z',
      estimate: { known: false, reason: 'no-counter-open' },
      steps: [{ service: 'reports', state: 'waiting' }],
      actions: ['call', 'return-later', 'cancel'],
    });
    expect(body['trackingToken']).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(headers['etag']).toBe('"1"');
    expect(await queue.periods(body['id'])).toEqual([
      { version: 1, state: 'waiting', from_at: new Date('2026-03-10T05:00:00Z'), actor: 'desk' },
    ]);
    const issued = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.issued');
    expect(issued).toMatchObject([
      {
        subject: body['id'],
        sequence: 1,
        data: { number: 'A001', position: 1, version: 1, channel: 'kiosk' },
      },
    ]);
  });

  it('counts up without gaps, each prefix and each business day for itself', async () => {
    const office = await queue.office();
    const open: unknown[] = [];
    const numbers = async (service: string) => {
      const { id, number } = (await queue.issue(office, { service })).body;
      open.push(id);
      return number;
    };
    expect([await numbers('reports'), await numbers('papers'), await numbers('reports')]).toEqual([
      'A001',
      'K001',
      'A002',
    ]);
    await queue.issue(office, { service: 'visas' });
    expect(await numbers('reports')).toBe('A003');
    // 23:59 UTC is 04:59 in Almaty: still yesterday.
    queue.clock.set('2026-03-10T23:59:59Z');
    expect(await numbers('reports')).toBe('A004');
    for (const ticket of open) await queue.command(ticket, 'cancel', { reason: 'not needed' });
    queue.clock.set('2026-03-11T00:00:00Z');
    expect(await numbers('reports')).toBe('A001');
    queue.clock.set('2026-03-10T05:00:00Z');
  });

  it('goes on after 999', async () => {
    const office = await queue.office();
    await queue.issue(office);
    await queue.rows('UPDATE number_series SET last = 999 WHERE office = $1', [office]);
    expect((await queue.issue(office)).body['number']).toBe('A1000');
  });

  it('keeps an appointment, its basis and its deadline', async () => {
    const office = await queue.office();
    const appointment = { reference: 'R-1', startsAt: '2026-03-10T11:00:00+05:00' };
    const { body } = await queue.issue(office, { appointment });
    expect(body).toMatchObject({
      appointment: { reference: 'R-1', startsAt: '2026-03-10T06:00:00.000Z' },
      dueAt: '2026-03-10T06:20:00.000Z',
    });
  });

  it('keeps a phone encrypted and an IIN as a hash, and tells neither', async () => {
    const office = await queue.office();
    const { status, body } = await queue.issue(office, { phone: '8 701 123 45 67', iin: '900101300007' });
    expect(status).toBe(201);
    const [row] = await queue.rows<{ phone: Buffer; iin_hash: Buffer; told: string }>(
      `SELECT c.phone, t.iin_hash, t::text || (SELECT string_agg(o::text, '') FROM outbox o WHERE key = t.office) AS told
       FROM ticket t JOIN contact c ON c.ref = t.contact_ref WHERE t.id = $1`,
      [body['id']],
    );
    expect(row?.iin_hash).toHaveLength(32);
    expect(row?.phone.toString('latin1')).not.toContain('7011234567');
    expect(`${row?.told ?? ''}${JSON.stringify(body)}`).not.toMatch(/7011234567|900101300007/);
    const issued = (await queue.events(office)).at(-1);
    expect(issued?.data['contactRef']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the same Idempotency-Key', () => {
  it('gives the same ticket, with the answer as it was', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const first = await queue.issue(office, {}, { key });
    await queue.issue(office);
    const second = await queue.issue(office, {}, { key });
    expect(second.body).toEqual(first.body);
    expect([second.status, second.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect((await queue.issue(office)).body['number']).toBe('A003');
  });

  it('with another request is refused', async () => {
    const office = await queue.office();
    const key = randomUUID();
    await queue.issue(office, {}, { key });
    for (const more of [{ language: 'ru' }, { phone: '+77500000001' }, { iin: '900101300007' }])
      expect(await queue.issue(office, more, { key })).toMatchObject({
        status: 422,
        body: { code: 'idempotency-key-reused' },
      });
  });
});

describe('a ticket is refused', () => {
  it.each([
    ['service-unknown', 422, { service: 'visas' }],
    ['priority-unknown', 422, { priority: 'friend' }],
    ['phone-not-kazakh-mobile', 422, { phone: '+79161234567' }],
    ['iin-invalid', 422, { iin: '900101300008' }],
    ['appointment-in-past', 422, { appointment: { reference: 'r', startsAt: '2026-03-10T04:00:00Z' } }],
    ['invalid-request', 400, { childrenWithVisitor: 1 }],
  ])('with %s (%i), and leaves no gap', async (code, status, more) => {
    const office = await queue.office();
    expect(await queue.issue(office, more)).toMatchObject({ status, body: { code } });
    expect(await queue.rows('SELECT FROM ticket WHERE office = $1', [office])).toEqual([]);
    expect((await queue.issue(office)).body['number']).toBe('A001');
  });

  it('while the office is closed, with the next opening', async () => {
    const office = await queue.office({
      hours: { weekly: [{ days: ['tue', 'wed'], from: '09:00', to: '09:30' }] },
    });
    expect(await queue.issue(office)).toMatchObject({
      status: 409,
      body: { code: 'office-closed', opensAt: '2026-03-11T04:00:00.000Z' },
    });
  });

  it('in an office that is not the caller’s, or that does not exist', async () => {
    const office = await queue.office();
    const as = { offices: ['ALM-SIZO'] };
    expect(await queue.issue(office, {}, { as })).toMatchObject({ status: 404 });
    expect(await queue.issue('ALM-NOWHERE')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('without the scope', async () => {
    const as = { scopes: ['queue:read'] };
    expect(await queue.issue(await queue.office(), {}, { as })).toMatchObject({ status: 403 });
  });
});

it('sixteen callers at once take numbers without a gap, and each key one ticket', async () => {
  const office = await queue.office();
  const callers = Array.from({ length: 16 }, async () => {
    const tickets: IssuedTicket[] = [];
    for (let count = 0; count < 20; count += 1) {
      const answer = await queue.issue(office, { service: count % 2 === 0 ? 'reports' : 'papers' });
      expect(answer.status).toBe(201);
      tickets.push(answer.body as unknown as IssuedTicket);
    }
    return tickets;
  });
  const tickets = (await Promise.all(callers)).flat();
  for (const prefix of ['A', 'K']) {
    const numbers = tickets.map(({ number }) => number).filter((number) => number.startsWith(prefix));
    const expected = Array.from(
      { length: 160 },
      (_, index) => `${prefix}${String(index + 1).padStart(3, '0')}`,
    );
    expect(numbers.sort()).toEqual(expected);
  }
  expect(new Set(tickets.map(({ trackingToken }) => trackingToken)).size).toBe(320);
});
