import { randomUUID } from 'node:crypto';
import { KioskFixture, lent } from '../testing/kiosk.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';
import { blocksAtMost } from './block.rules';

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

describe('a block', () => {
  it('has numbers that nobody else gets, bound to device and business day', async () => {
    const office = await queue.office();
    await queue.issue(office);
    const block = await kiosk.block(office, { numbersPerPrefix: 10 });
    expect(block).toMatchObject({
      office,
      businessDay: '2026-03-10',
      device: 'kiosk-1',
      issuedAt: startsAt,
      expiresAt: '2026-03-11T00:00:00.000Z',
      ranges: [
        { prefix: 'A', from: 2, to: 11, services: ['reports'] },
        { prefix: 'K', from: 1, to: 10, services: ['papers'] },
      ],
    });
    expect((await queue.issue(office)).body['number']).toBe('A012');
    const next = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 3, hours: 1 });
    expect(next.ranges).toEqual([{ prefix: 'A', from: 13, to: 15, services: ['reports'] }]);
    expect(next.expiresAt).toBe('2026-03-10T06:00:00.000Z');
    const audit = await queue.rows(
      `SELECT actor, action, detail ->> 'block' AS block FROM office_audit WHERE office = $1 AND action LIKE 'block-%'`,
      [office],
    );
    expect(audit).toEqual(
      [block, next].map(({ id }) => ({ actor: 'kiosk-1', action: 'block-given', block: id })),
    );
  });

  it('is given once for a key', async () => {
    const office = await queue.office();
    const key = randomUUID();
    const first = await kiosk.ask(office, {}, { key });
    const second = await kiosk.ask(office, {}, { key });
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await queue.issue(office)).body['number']).toBe('A051');
  });

  it('is refused for an unknown service, when the office opens no more today, and beyond the limit', async () => {
    const office = await queue.office();
    expect(await kiosk.ask(office, { services: ['visas'] })).toMatchObject({
      status: 422,
      body: { code: 'service-unknown', errors: [{ pointer: '/services/0' }] },
    });
    const days = ['mon', 'tue', 'wed'] as const;
    const early = await queue.office({
      hours: { weekly: [{ days: [...days], from: '09:00', to: '09:30' }] },
    });
    expect(await kiosk.ask(early)).toMatchObject({
      status: 409,
      body: { code: 'office-closed', opensAt: '2026-03-11T04:00:00.000Z' },
    });
    for (let count = 0; count < blocksAtMost; count += 1) await kiosk.block(office, { numbersPerPrefix: 1 });
    expect(await kiosk.ask(office)).toMatchObject({ status: 409, body: { code: 'too-many-numbers' } });
    expect((await queue.issue(office)).body['number']).toBe('A021');
  });

  it.each([0, 1e-9, 25])('is not given for %p hours', async (hours) => {
    expect(await kiosk.ask(await queue.office(), { hours })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/hours' }] },
    });
  });

  it('is refused without the scope, and for an office that is not the device’s', async () => {
    const office = await queue.office();
    const ask = (as: object) => kiosk.ask(office, {}, { as: { ...kiosk.as, ...as } });
    expect(await ask({ scopes: ['queue:read'] })).toMatchObject({ status: 403 });
    expect(await ask({ offices: ['ALM-SIZO'] })).toMatchObject({ status: 404 });
  });

  it.each(['system', 'staff', 'admin'] as const)('is for devices alone, and not for %s', async (kind) => {
    const refused = { status: 403, body: { code: 'devices-only' } };
    const block = await kiosk.block(await queue.office());
    const as = { kind, sub: 'clerk', scopes: ['queue:issue', 'queue:admin', 'queue:operate'] };
    expect(await kiosk.ask(block.office, {}, { as })).toMatchObject(refused);
    expect(await kiosk.sync(block, {}, { as })).toMatchObject(refused);
  });

  it('is listed by its day, and accounted for', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { numbersPerPrefix: 2 });
    const { token: _, ...known } = block;
    const numbers = { lent: 4, used: 0, conflicting: 0, outstanding: 4, unused: 0 };
    const summary = { ...known, state: 'open', numbers, gap: { offline: [], silences: [] } };
    const list = async (day = '') =>
      (await queue.ask(`GET /offices/${office}/number-blocks${day}`)).body['items'];
    expect(await list()).toEqual([summary]);
    expect(await list('?day=2026-03-10')).toEqual([summary]);
    expect(await list('?day=2026-03-09')).toEqual([]);
    expect(await kiosk.account(block)).toEqual({
      ...summary,
      used: [],
      conflicts: [],
      unused: [],
      outstanding: [
        { prefix: 'A', from: 1, to: 2 },
        { prefix: 'K', from: 1, to: 2 },
      ],
    });
    queue.clock.set('2026-03-11T00:00:00Z');
    expect(await list()).toEqual([]);
    expect(await list('?day=2026-03-10')).toMatchObject([{ state: 'expired' }]);
    const unknown = await queue.ask(`GET /offices/${office}/number-blocks/${randomUUID()}`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('a block that no kiosk settles', () => {
  it('is settled by the system three days after its end, and not before', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 3, hours: 1 });
    await kiosk.synced(block, lent('A002'));
    queue.clock.set('2026-03-13T06:00:00Z');
    await queue.sweeper.housekeep();
    expect(await kiosk.account(block)).toMatchObject({ state: 'expired' });
    queue.clock.set('2026-03-13T06:00:01Z');
    await queue.sweeper.housekeep();
    expect(await kiosk.account(block)).toMatchObject({
      state: 'settled',
      settledAt: '2026-03-13T06:00:01.000Z',
      outstanding: [],
      unused: [
        { prefix: 'A', from: 1, to: 1 },
        { prefix: 'A', from: 3, to: 3 },
      ],
    });
    const [note] = await queue.rows(
      `SELECT actor, detail FROM office_audit WHERE office = $1 AND action = 'block-settled'`,
      [office],
    );
    expect(note).toEqual({
      actor: 'system',
      detail: { block: block.id, device: 'kiosk-1', used: 1, unused: 2 },
    });
  });
});

describe('what a block is made of', () => {
  it.each([
    'number_block_range',
    'number_block_ticket',
    'number_block_conflict',
    'number_block_sync',
    'number_block_unused',
  ])('%s can only grow', async (table) => {
    await expect(queue.rows(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
    await expect(queue.rows(`UPDATE ${table} SET block = block`)).rejects.toThrow('permission denied');
  });
});

it('kiosks and desks that take numbers at once never get the same one', async () => {
  const office = await queue.office();
  const kiosks = Array.from({ length: 8 }, (_, index) =>
    kiosk.ask(office, { numbersPerPrefix: 7 }, { as: { sub: `racer-${String(index)}`, kind: 'device' } }),
  );
  const desks = Array.from({ length: 24 }, (_, index) =>
    queue.issue(office, { service: index % 2 === 0 ? 'reports' : 'papers' }),
  );
  const [blocks, issued] = await Promise.all([Promise.all(kiosks), Promise.all(desks)]);
  const ranges = blocks.flatMap(({ status, body }) => {
    expect(status).toBe(201);
    return body['ranges'] as { prefix: string; from: number; to: number }[];
  });
  const numbers = [
    ...ranges.flatMap(({ prefix, from }) =>
      Array.from({ length: 7 }, (_, index) => `${prefix}${String(from + index).padStart(3, '0')}`),
    ),
    ...issued.map(({ body }) => String(body['number'])),
  ];
  const expected = ['A', 'K'].flatMap((prefix) =>
    Array.from({ length: 8 * 7 + 12 }, (_, index) => `${prefix}${String(index + 1).padStart(3, '0')}`),
  );
  expect(numbers.sort()).toEqual(expected);
});
