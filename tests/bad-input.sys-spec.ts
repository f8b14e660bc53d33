import { randomUUID } from 'node:crypto';
import { Desk, type Answer, type Call } from './support/desk';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();
const tickets = '/offices/ALM-TRK/tickets';
const request = { service: 'certificate', channel: 'desk', language: 'ru' };

let desk: Desk;
let operator: Desk;
let admin: Desk;
let nobody: Desk;

beforeAll(async () => {
  desk = await Desk.of(sandbox(), 'district-turksib');
  operator = await Desk.of(sandbox(), 'operator-turksib-1');
  admin = await Desk.of(sandbox(), 'admin');
  nobody = await Desk.of(sandbox());
});

const post = (body: unknown, headers: Call['headers'] = {}, path = tickets) =>
  desk.call(path, { method: 'POST', body, headers });

/** Each refusal is problem details, with a code, a title, an id to quote, and nothing of our insides. */
function refused({ status, headers, body, text }: Answer): [number, string] {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(body.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(text).not.toMatch(/node_modules|\bat .*\.(js|ts):|SELECT|ECONN/);
  return [status, body.code];
}

describe('a bad body', () => {
  const bad: { with: string; body: unknown; answers: [number, string]; pointer?: string }[] = [
    { with: 'malformed JSON', body: '{"service":', answers: [400, 'malformed-json'] },
    { with: 'no body', body: undefined, answers: [400, 'invalid-request'] },
    {
      with: 'wrong types',
      body: { ...request, service: 7 },
      answers: [400, 'invalid-request'],
      pointer: '/service',
    },
    {
      with: 'unknown fields',
      body: { ...request, colour: 1 },
      answers: [400, 'invalid-request'],
      pointer: '/colour',
    },
    { with: 'null', body: { ...request, phone: null }, answers: [400, 'invalid-request'], pointer: '/phone' },
    { with: '2 MiB', body: { ...request, phone: '7'.repeat(2 ** 21) }, answers: [413, 'payload-too-large'] },
    {
      with: 'a NUL',
      body: { ...request, phone: '\0' },
      answers: [400, 'invalid-request'],
    },
    {
      with: 'an unknown service',
      body: { ...request, service: 'haircut' },
      answers: [422, 'service-unknown'],
    },
    {
      with: 'an unknown priority',
      body: { ...request, priority: 'friend' },
      answers: [422, 'priority-unknown'],
    },
    {
      with: 'a German phone',
      body: { ...request, phone: '+4915112345678' },
      answers: [422, 'phone-not-kazakh-mobile'],
    },
    {
      with: 'a Russian phone',
      body: { ...request, phone: '+79161234567' },
      answers: [422, 'phone-not-kazakh-mobile'],
    },
    { with: 'a wrong IIN', body: { ...request, iin: '123456789012' }, answers: [422, 'iin-invalid'] },
    {
      with: 'a past appointment',
      body: { ...request, appointment: { reference: 'A-1', startsAt: '2020-01-01T10:00:00+05:00' } },
      answers: [422, 'appointment-in-past'],
    },
  ];

  it.each(bad)('with $with is refused', async ({ body, answers, pointer }) => {
    const answer = await post(body);
    expect(refused(answer)).toEqual(answers);
    if (pointer !== undefined) expect(answer.body.errors.map((fault) => fault.pointer)).toContain(pointer);
  });

  it('that is not JSON at all is refused', async () => {
    const answer = await post('service=certificate', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(refused(answer)).toEqual([415, 'unsupported-media-type']);
  });

  it('names every mistake at once', async () => {
    const { body } = await post({ service: 7, channel: 'fax', language: 'de' });
    expect(body.errors.map(({ pointer }) => pointer).sort()).toEqual(['/channel', '/language', '/service']);
  });
});

describe('a repeated request', () => {
  it('without a key is refused', async () => {
    const answer = await post(request, { 'idempotency-key': '' });
    expect(refused(answer)).toEqual([400, 'idempotency-key-missing']);
  });

  it('with the same body gets the same ticket, with another body is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await post(request, key);
    const again = await post(request, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(refused(await post({ ...request, language: 'kk' }, key))).toEqual([422, 'idempotency-key-reused']);
  });

  it('sent ten times at once issues one ticket', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(request, key)));
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(others.every(({ body }) => body.code === 'request-in-progress')).toBe(true);
  });
});

describe('an action in the wrong state', () => {
  it('names the state and what is possible', async () => {
    const { body: ticket } = await post(request);
    const answer = await operator.call(`/tickets/${ticket.id}/finish`, {
      method: 'POST',
      body: { outcome: 'served' },
    });
    expect(refused(answer)).toEqual([409, 'ticket-wrong-state']);
    expect(answer.body).toMatchObject({ state: 'waiting' });
    expect(answer.body.actions).toEqual(expect.arrayContaining(['call', 'cancel']));
  });

  it('with a stale If-Match is refused', async () => {
    const { body: ticket } = await post(request);
    const answer = await operator.call(`/tickets/${ticket.id}/cancel`, {
      method: 'POST',
      body: { reason: 'left' },
      headers: { 'if-match': '"99"' },
    });
    expect(refused(answer)).toEqual([412, 'version-mismatch']);
  });
});

describe('an office', () => {
  it('is changed only by who has read it', async () => {
    const path = '/offices/ALM-SIZO';
    const { body: office } = await nobody.call(path);
    const put = (headers: Call['headers'] = {}) =>
      admin.call(path, { method: 'PUT', body: { ...office, version: undefined }, headers });
    expect(refused(await put())).toEqual([428, 'version-required']);
    expect(refused(await put({ 'if-match': `"${String(office.version + 1)}"` }))).toEqual([
      412,
      'version-mismatch',
    ]);
    const changed = await put({ 'if-match': `"${String(office.version)}"` });
    expect([changed.status, changed.headers['etag']]).toEqual([200, `"${String(office.version + 1)}"`]);
  });

  it('that is closed refuses tickets and names its next opening', async () => {
    const { body: office } = await nobody.call('/offices/ALM-SIZO');
    const code = 'ALM-CLOSED';
    const definition = {
      ...office,
      code,
      version: undefined,
      hours: { weekly: [{ days: ['mon'], from: '09:00', to: '09:01' }], exceptions: [] },
    };
    const opened = await admin.call(`/offices/${code}`, { method: 'PUT', body: definition });
    expect(opened.status).toBe(201);
    const answer = await admin.call(`/offices/${code}/tickets`, {
      method: 'POST',
      body: {
        ...request,
        service: (opened.body as unknown as { services: { code: string }[] }).services[0]?.code,
      },
    });
    // One minute a week: whoever runs this test on a Monday at nine sharp has earned its failure.
    expect(refused(answer)).toEqual([409, 'office-closed']);
    expect(answer.body.opensAt).toMatch(/T04:00:00\.000Z$/);
  });
});

describe('a caller', () => {
  it('without a token, with a forged one, or without the scope gets nowhere', async () => {
    const call: Call = { method: 'POST', body: request };
    expect(refused(await nobody.call(tickets, call))).toEqual([401, 'unauthenticated']);
    const forged = { ...call, headers: { authorization: 'Bearer abc.def.ghi' } };
    expect(refused(await nobody.call(tickets, forged))).toEqual([401, 'unauthenticated']);
    const board = await Desk.of(sandbox(), 'board-turksib');
    expect(refused(await board.call(tickets, call))).toEqual([403, 'forbidden']);
  });

  it('does not learn of other offices', async () => {
    const sizo = await Desk.of(sandbox(), 'district-sizo');
    expect(refused(await sizo.call(tickets, { method: 'POST', body: request }))).toEqual([404, 'not-found']);
    const { body: ticket } = await post(request);
    expect(refused(await sizo.call(`/tickets/${ticket.id}`))).toEqual([404, 'not-found']);
    const cancel = await sizo.call(`/tickets/${ticket.id}/cancel`, { method: 'POST', body: { reason: 'x' } });
    expect(refused(cancel)).toEqual([404, 'not-found']);
  });

  it('with an unknown tracking token, ticket or path gets 404, with a wrong method 405', async () => {
    expect(refused(await nobody.call('/track/AAAAAAAAAAAAAAAAAAAAAA'))).toEqual([404, 'not-found']);
    expect(refused(await desk.call(`/tickets/${randomUUID()}`))).toEqual([404, 'not-found']);
    expect(refused(await nobody.call('/nothing/here'))).toEqual([404, 'not-found']);
    expect(refused(await nobody.call('/offices/%E0%A4%A'))[0]).toBeLessThan(500);
    const wrong = await nobody.call('/offices', { method: 'DELETE' });
    expect(refused(wrong)).toEqual([405, 'method-not-allowed']);
    expect(wrong.headers['allow']).toContain('GET');
  });

  it('is answered in its language', async () => {
    const titleIn = async (language: string) =>
      (
        (await nobody.call('/nothing', { headers: { 'accept-language': language } })).body as unknown as {
          title: string;
        }
      ).title;
    expect(await titleIn('kk')).toBe('Табылмады');
    expect(await titleIn('ru')).toBe('Не найдено');
    expect(await titleIn('en-GB,en;q=0.9')).toBe('Not found');
  });
});
