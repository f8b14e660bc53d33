import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Line } from './line';

interface Said {
  readonly status: number;
  readonly body: string;
}

const yes: Said = { status: 200, body: '{"access_token":"t","ok":true}' };
const no = (status: number, code: string): Said => ({ status, body: JSON.stringify({ code, title: 'No' }) });

let answers: Said[];
let asked: { url: string; authorization: string; key: string }[];
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const { authorization = '', 'idempotency-key': key } = request.headers;
  asked.push({ url: request.url ?? '', authorization, key: String(key) });
  request.resume();
  const { status, body } = answers.shift() ?? yes;
  response.writeHead(status).end(body);
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  [answers, asked] = [[], []];
});

const line = () =>
  new Line({
    url,
    office: 'ALM-TRK',
    dir: '/k',
    timeoutMs: 30_000,
    access: { tokenEndpoint: `${url}/token`, clientId: 'kiosk', clientSecret: 'secret' },
  });
const post = { path: 'tickets', body: {}, key: 'key' };

describe('the line of a kiosk', () => {
  it('asks for a token once', async () => {
    const one = line();
    await one.post(post);
    await one.post({ ...post, path: '/track/x/leave' });
    expect(asked).toMatchObject([
      { url: '/token', authorization: `Basic ${Buffer.from('kiosk:secret').toString('base64')}` },
      { url: '/v1/offices/ALM-TRK/tickets', authorization: 'Bearer t', key: 'key' },
      { url: '/v1/track/x/leave', authorization: 'Bearer t' },
    ]);
  });

  it.each([
    { what: 'the issuer is away', said: [no(503, 'x')], sent: false },
    { what: 'the queue is away', said: [yes, no(503, 'x')], sent: true },
    { what: 'it has asked too often', said: [yes, no(429, 'quota-exceeded')], sent: false },
    { what: 'something else answers', said: [yes, { status: 200, body: '<html>' }], sent: true },
    { what: 'something else says no', said: [yes, { status: 403, body: '<html>' }], sent: true },
    { what: 'something else says no to the issuer', said: [{ status: 403, body: '<html>' }], sent: false },
  ])('is cut when $what', async ({ said, sent }) => {
    answers = [...said];
    await expect(line().post(post)).rejects.toMatchObject({ name: 'LineCut', sent });
  });

  it('takes a new token when its own has ended, once', async () => {
    const one = line();
    await one.post(post);
    answers = [no(401, 'unauthorized'), yes, yes];
    await expect(one.post(post)).resolves.toMatchObject({ ok: true });
    expect(asked.map(({ url: to }) => to).slice(2)).toEqual([asked[1]?.url, '/token', asked[1]?.url]);
    expect(asked.at(-1)?.key).toBe('key');
    answers = [no(401, 'unauthorized'), yes, no(401, 'unauthorized')];
    await expect(one.post(post)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('is not cut when the queue or the issuer says no', async () => {
    answers = [yes, no(422, 'service-unknown')];
    await expect(line().post(post)).rejects.toMatchObject({ code: 'service-unknown', message: 'No' });
    answers = [no(401, 'invalid_client')];
    await expect(line().post(post)).rejects.toThrow('The issuer gives no token');
  });

  it('insists with the same key while it is cut or somebody else is quicker, and not on a refusal', async () => {
    answers = [yes, no(503, 'x'), no(409, 'conflict'), yes];
    await expect(line().insist({ path: 'number-blocks', body: {} }, 3)).resolves.toMatchObject({ ok: true });
    const keys = asked.slice(1).map(({ key }) => key);
    expect(new Set(keys).size).toBe(1);
    answers = [yes, no(503, 'x'), no(503, 'x'), yes];
    await expect(line().insist(post, 2)).rejects.toMatchObject({ name: 'LineCut' });
    answers = [yes, no(409, 'number-block-settled'), yes];
    await expect(line().insist(post, 5)).rejects.toMatchObject({ code: 'number-block-settled' });
  });
});
