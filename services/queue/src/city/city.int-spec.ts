import type { Board, CityOffice, Office } from '@kezek/contracts';
import { text } from '../testing/office.fixture';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;

beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

interface Page {
  readonly items: CityOffice[];
  readonly next?: string;
  readonly code?: string;
  readonly errors?: unknown[];
}

const list = async (query = '') => await queue.ask<Page>(`GET /offices?${query}`);
const items = async (query: string): Promise<CityOffice[]> => (await list(query)).body.items;
const itemOf = async (code: string, query = 'limit=200'): Promise<CityOffice | undefined> =>
  (await items(query)).find((item) => item.code === code);

const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };
/** Each test asks for a service of its own, so that the tests of this file don't meet. */
const withService = (code: string, more: Partial<Office> = {}): Partial<Office> => ({
  services: [
    { code, prefix: 'A', name: text(code), expectedMinutes: 10, target },
    { code: 'papers', prefix: 'K', name: text('Papers'), expectedMinutes: 5, target },
  ],
  ...more,
});
const operator = (office: string) => ({ as: { sub: `operator of ${office}`, offices: [office] } });
const people = async (office: string, service: string, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    expect((await queue.issue(office, { service })).status).toBe(201);
};

describe('the offices of a city', () => {
  const here = '43.20,76.90';
  const offices: string[] = [];

  beforeAll(async () => {
    for (let index = 0; index < 24; index += 1) {
      const location = { latitude: 43.2 + ((index * 7) % 24) * 0.004, longitude: 76.9 };
      const office = await queue.office(withService('passports', { location, busRoutes: [String(index)] }));
      offices.push(office);
      if (index % 4 !== 3) await queue.open(office, '1', operator(office));
      await people(office, 'passports', index % 3);
    }
  });

  it('come with who waits, how far they are and their buses, the shortest wait and way together first', async () => {
    const found = await items(`service=passports&near=${here}&limit=200`);
    expect(found.map(({ code }) => code).sort()).toEqual([...offices].sort());
    const totals = found.map(({ waiting: [one], travelMinutes = NaN }) =>
      one?.estimate.known ? one.estimate.p80Minutes + travelMinutes : Infinity,
    );
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(totals.filter((total) => total === Infinity)).toHaveLength(6);
    for (const { code, waiting, distanceMeters = NaN, travelMinutes, busRoutes, location } of found) {
      const index = offices.indexOf(code);
      expect(waiting).toMatchObject([{ service: 'passports', count: index % 3 }]);
      expect(busRoutes).toEqual([String(index)]);
      expect(distanceMeters).toBeCloseTo((location.latitude - 43.2) * 111_195, -1);
      expect(travelMinutes).toBe(Math.ceil((distanceMeters * 60) / 20_000));
    }
  });

  it('come by wait alone, by distance alone, or by code', async () => {
    const waits = (await items('service=passports&limit=200')).map(({ waiting: [one] }) =>
      one?.estimate.known ? one.estimate.p80Minutes : Infinity,
    );
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    const near = await items(`near=${here}&limit=200`);
    const meters = near.map(({ distanceMeters = NaN }) => distanceMeters);
    expect(meters).toEqual([...meters].sort((a, b) => a - b));
    expect(near[0]?.waiting.map(({ service }) => service)).toEqual(['passports', 'papers']);
    const byCode = (await items('limit=200')).map(({ code }) => code);
    expect(byCode).toEqual([...byCode].sort());
    expect((await itemOf(byCode[0] ?? ''))?.distanceMeters).toBeUndefined();
  });

  it.each([
    { query: `service=passports&near=${here}` },
    { query: 'service=passports' },
    { query: 'open=true' },
  ])('come in pages, each once: $query', async ({ query }) => {
    const all = (await items(`${query}&limit=200`)).map(({ code }) => code);
    const told: string[] = [];
    let after = '';
    do {
      const { body, headers } = await list(`${query}&limit=7${after}`);
      told.push(...body.items.map(({ code }) => code));
      if (body.next !== undefined) expect(headers['link']).toContain('rel="next"');
      after = body.next === undefined ? '' : `&after=${encodeURIComponent(body.next)}`;
    } while (after !== '');
    expect(told).toEqual(all);
  });

  it('are asked for with as many statements as one of them', async () => {
    await items('limit=200');
    const asked = jest.spyOn(queue.dataSource, 'createQueryRunner');
    try {
      await items('service=passports&limit=200');
      expect(asked.mock.calls.length).toBeLessThanOrEqual(2);
    } finally {
      asked.mockRestore();
    }
  });
});

describe('an office of the list', () => {
  it('says what its board says', async () => {
    const office = await queue.office(withService('visas'));
    await queue.open(office, '1', operator(office));
    await people(office, 'visas', 4);
    const item = await itemOf(office, 'service=visas');
    const { body: board } = await queue.ask<Board>(`GET /offices/${office}/board`);
    const wall = board.waiting.find(({ service }) => service === 'visas');
    expect(item?.waiting[0]).toMatchObject({ count: 4, estimate: { known: true, band: wall?.band } });
    expect(item?.waiting[0]?.estimate).toMatchObject({ p80Minutes: wall?.p80Minutes });
  });

  it('is as it was last defined', async () => {
    const office = await queue.office(withService('moving'));
    expect((await itemOf(office))?.busRoutes).toEqual(['12']);
    const { body } = await queue.ask(`GET /offices/${office}`);
    const changed = await queue.ask(`PUT /offices/${office}`, {
      body: { ...body, busRoutes: ['7'] },
      ifMatch: 1,
    });
    expect(changed.status).toBe(200);
    expect(await itemOf(office)).toMatchObject({ busRoutes: ['7'], version: 2 });
  });

  it('measures its durations, so that the wait is that of its own day', async () => {
    const office = await queue.office(withService('measured'));
    await queue.open(office, '1', operator(office));
    await people(office, 'measured', 6);
    for (let served = 0; served < 6; served += 1) {
      const { body } = await queue.callNext(office, '1', operator(office));
      await queue.command(body['id'], 'start', {}, operator(office));
      queue.clock.advance({ minutes: 2 });
      await queue.command(body['id'], 'finish', { outcome: 'served' }, operator(office));
    }
    const estimate = (await itemOf(office, 'service=measured'))?.waiting[0]?.estimate;
    expect(estimate).toMatchObject({ known: true, basis: 'queue-length' });
  });

  it('knows no wait where no counter is open, where the prosecutor is away, and where it is closed', async () => {
    const needy = withService('crimes').services?.map((service) => ({
      ...service,
      resources: ['prosecutor' as const],
    }));
    const office = await queue.office({ ...withService('crimes'), ...(needy && { services: needy }) });
    const reason = async () => (await itemOf(office, 'service=crimes'))?.waiting[0]?.estimate;
    await queue.rows(
      `INSERT INTO resource_presence (office, resource, present, since, actor) VALUES ($1, 'prosecutor', true, $2, 'head')`,
      [office, queue.clock.now()],
    );
    expect(await reason()).toEqual({ known: false, reason: 'no-counter-open' });
    await queue.open(office, '1', operator(office));
    expect(await reason()).toMatchObject({ known: true });
    await queue.rows('UPDATE resource_presence SET present = false WHERE office = $1', [office]);
    expect(await reason()).toEqual({ known: false, reason: 'resource-absent' });
    await queue.rows(
      `INSERT INTO office_day_end (office, business_day, at, actor, reason) VALUES ($1, '2026-03-10', $2, 'head', 'flood')`,
      [office, queue.clock.now()],
    );
    expect(await itemOf(office, 'service=crimes')).toMatchObject({
      openNow: false,
      opensAt: '2026-03-11T00:00:00.000Z',
      waiting: [{ estimate: { known: false, reason: 'office-closed' } }],
    });
  });

  it('can be chosen by whether it is open now', async () => {
    const open = await queue.office(withService('choosing'));
    const sundays = { weekly: [{ days: ['sun' as const], from: '09:00', to: '12:00' }] };
    const closed = await queue.office(withService('choosing', { hours: sundays }));
    const codes = async (query: string) => (await items(`service=choosing${query}`)).map(({ code }) => code);
    expect((await codes('')).sort()).toEqual([open, closed].sort());
    expect(await codes('&open=true')).toEqual([open]);
    expect(await codes('&open=false')).toEqual([closed]);
    expect(await itemOf(closed)).toMatchObject({ openNow: false, opensAt: '2026-03-15T04:00:00.000Z' });
  });

  it('leaves the list when it has closed for good, unless it is asked for', async () => {
    const office = await queue.office(
      withService('leaving', { closure: { from: '2026-03-10', reason: 'moved' } }),
    );
    const leaving = await queue.office(
      withService('leaving', { closure: { from: '2026-03-11', reason: 'moved' } }),
    );
    expect((await items('service=leaving')).map(({ code }) => code)).toEqual([leaving]);
    const all = await items('service=leaving&closed=true');
    expect(all.map(({ code }) => code).sort()).toEqual([office, leaving].sort());
    expect(all.find(({ code }) => code === office)).toMatchObject({ openNow: false });
  });
});

describe('a question for offices', () => {
  it.each([
    { near: '43.2' },
    { near: '43.2,' },
    { near: '91,76.9' },
    { near: '43.2,180.5' },
    { near: '43.2;76.9' },
    { near: 'NaN,76' },
    { near: '43.2,76.9,1' },
    { near: '' },
  ])('with the place "$near" is refused, with a pointer to it', async ({ near }) => {
    const { status, body } = await list(`near=${encodeURIComponent(near)}`);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.errors).toMatchObject([{ pointer: '?near', code: 'wrong-format' }]);
  });

  it.each([{ after: 'nonsense' }, { after: Buffer.from('wait known 1 ALM-TRK').toString('base64url') }])(
    'after $after, of no page of it, is refused',
    async ({ after }) => {
      const { status, body } = await list(`near=43.2,76.9&after=${after}`);
      expect([status, body.code]).toEqual([400, 'invalid-request']);
      expect(body.errors).toMatchObject([{ pointer: '?after', code: 'not-of-this-list' }]);
    },
  );

  it.each([
    { query: 'open=yes', pointer: '?open' },
    { query: 'service=a%20b', pointer: '?service' },
  ])('with $query is refused', async ({ query, pointer }) => {
    const { status, body } = await list(query);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.errors).toMatchObject([{ pointer }]);
  });

  it('may come with all the digits that a browser gives of a place', async () => {
    const browser = `${String(43.238949000000004)},${String(-76.88970912345678)}`;
    expect((await list(`near=${browser}`)).status).toBe(200);
  });

  it('of a service that nobody has finds none', async () => {
    expect((await list('service=nobody-has-it')).body).toEqual({ items: [] });
  });
});
