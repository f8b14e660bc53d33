import type { Scope } from '@kezek/contracts';
import { Instance, type Surroundings, surroundings, TicketBuilder } from '../testing/notifications.fixture';

let around: Surroundings;
let service: Instance;
const tickets: TicketBuilder[] = [];

beforeAll(async () => {
  around = await surroundings();
  service = await Instance.start(around);
  for (const [index, office] of ['ALM-TRK', 'ALM-TRK', 'ALM-SIZO'].entries()) {
    const ticket = new TicketBuilder(`+7701222000${String(index)}`, 'kk', office);
    tickets.push(ticket);
    await service.contact(ticket.contactRef, ticket.phone);
    await service.happened(ticket.called());
    await service.reaches(ticket.ticket, 'delivered');
  }
});

afterAll(async () => {
  await service.stop();
  await around.close();
});

interface As {
  readonly offices?: readonly string[];
  readonly scopes?: readonly Scope[];
}

const reader: readonly Scope[] = ['notifications:read'];

async function call(path: string, { offices = ['*'], scopes = reader }: As, payload?: object) {
  const identity = await around.issuer.headers({ offices, scopes });
  const response = await fetch(`${await service.url()}${path}`, {
    method: payload === undefined ? 'GET' : 'POST',
    headers: { ...identity, 'content-type': 'application/json' },
    ...(payload !== undefined && { body: JSON.stringify(payload) }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, etag: response.headers.get('etag'), body };
}
const get = async (path: string, as: As = {}) => await call(path, as);
const preview = async (key: string, payload: object) => await call(`/templates/${key}/preview`, {}, payload);

interface Page {
  readonly items: { readonly id: string; readonly reference: string }[];
  readonly next?: string;
}
const page = async (query: string, as: As = {}) =>
  (await get(`/notifications${query}`, as)).body as unknown as Page;

describe('a message over REST', () => {
  it('is read with its attempts and without number, text or arguments', async () => {
    const [ticket] = tickets;
    const [found] = (await page(`?reference=${ticket?.ticket ?? ''}`)).items;
    const { status, body } = await get(`/notifications/${found?.id ?? ''}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'delivered',
      template: { key: 'ticket-called', version: 1 },
      lane: 'call',
      language: 'kk',
      encoding: 'ucs2',
      segments: 1,
      reference: ticket?.ticket,
      attempts: [{ number: 1, provider: 'smpp', state: 'accepted' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/7701222|terezege|талоны|counter/);
  });

  it('is another office’s: 404, and absent from the list', async () => {
    const [mine] = tickets;
    const [found] = (await page(`?reference=${mine?.ticket ?? ''}`)).items;
    const stranger = { offices: ['ALM-SIZO'] };
    expect((await get(`/notifications/${found?.id ?? ''}`, stranger)).status).toBe(404);
    expect((await page('', stranger)).items.map(({ reference }) => reference)).toEqual([tickets[2]?.ticket]);
    expect((await page('', { offices: ['ALM-TRK'] })).items).toHaveLength(2);
  });

  it('that does not exist is 404, and a wrong id 400', async () => {
    expect((await get('/notifications/0190a5f0-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await get('/notifications/x')).status).toBe(400);
  });

  it('wants the scope and a token', async () => {
    expect((await get('/notifications', { scopes: ['queue:read'] })).status).toBe(403);
    expect((await fetch(`${await service.url()}/notifications`)).status).toBe(401);
    expect((await get('/providers')).status).toBe(403);
  });
});

describe('the list of messages', () => {
  it('is newest first, and paged without gaps or repetitions', async () => {
    const first = await page('?limit=2');
    const second = await page(`?limit=2&after=${first.next ?? ''}`);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(3);
    expect(second.next).toBeUndefined();
  });

  it('is narrowed by state, and refuses what it does not know', async () => {
    expect((await page('?state=delivered')).items).toHaveLength(3);
    expect((await page('?state=expired')).items).toEqual([]);
    expect((await get('/notifications?state=lost')).status).toBe(400);
    expect((await get('/notifications?colour=red')).status).toBe(400);
    expect((await get('/notifications?after=nonsense')).status).toBe(400);
  });
});

describe('a template over REST', () => {
  it('is read with its version as ETag', async () => {
    const { status, etag, body } = await get('/templates/turn-near');
    expect([status, etag]).toEqual([200, '"1"']);
    expect(body).toMatchObject({
      key: 'turn-near',
      lane: 'normal',
      unknownOutcome: 'hold',
      validity: 'PT10M',
    });
    const unknown = await get('/templates/unknown');
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'template-unknown' }]);
  });

  it('is previewed in its languages with encodings and segments, and nothing is sent', async () => {
    const before = around.simulator.messages().length;
    const { status, body } = await preview('ticket-called', {
      arguments: { number: 'A-1', counter: 4, place: 'Turksib' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      kk: { text: 'A-1 талоны: №4 терезеге келіңіз. Turksib', encoding: 'ucs2', segments: 1 },
      ru: { text: 'Талон A-1: подойдите к окну 4. Turksib', encoding: 'ucs2', segments: 1 },
      en: { text: 'Ticket A-1: please come to counter 4. Turksib', encoding: 'gsm7', segments: 1 },
    });
    expect(around.simulator.messages()).toHaveLength(before);
  });

  it('refuses arguments that are missing or unknown, by name', async () => {
    const { status, body } = await preview('ticket-called', { arguments: { number: 'A-1', colour: 'red' } });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'template-arguments',
      errors: [
        { pointer: '/arguments/counter', code: 'required' },
        { pointer: '/arguments/place', code: 'required' },
        { pointer: '/arguments/colour', code: 'unknown-field' },
      ],
    });
    expect((await preview('ticket-called', { arguments: {}, more: 1 })).status).toBe(400);
  });
});

describe('the providers', () => {
  it('are shown with their state, without secrets', async () => {
    const { body } = await get('/providers', { scopes: ['notifications:admin'] });
    expect(body).toMatchObject({ items: [{ name: 'smpp', protocol: 'smpp', state: 'up', windowInUse: 0 }] });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
