import {
  defineOperation,
  type InputOf,
  type OperationDefinition,
  type Principal,
  Refusal,
  version,
  words,
} from '@kezek/contracts';
import { Controller, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { connect } from 'node:net';
import { z } from 'zod';
import { localIssuer, type LocalIssuer } from '../auth/local-issuer.fixture';
import { createApp } from './create-app';
import { Caller, Input, Operation } from './operation.decorator';
import { reply } from './reply';

const base = { service: 'queue', tag: 'Things', refusals: [] } as const;
const office = z.strictObject({ office: z.string().max(40) });
const thing = z.object({ name: words(20), size: z.int().min(1), tags: z.array(z.string()).optional() });
const stored = z.object({ ...thing.shape, version });

const putThing = defineOperation({
  ...base,
  id: 'putThing',
  summary: 'Put a thing',
  method: 'put',
  path: '/offices/{office}/thing',
  scope: 'queue:admin',
  office: 'office',
  params: office,
  body: z.strictObject({ ...thing.shape, nested: z.strictObject({ deep: z.string() }).optional() }),
  idempotencyKey: true,
  ifMatch: 'optional',
  success: [
    { status: 200, description: 'Changed', body: stored, etag: true },
    { status: 201, description: 'New', body: stored, etag: true },
  ],
});
const listThings = defineOperation({
  ...base,
  id: 'listThings',
  summary: 'List',
  method: 'get',
  path: '/things',
  scope: 'public',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), q: words(10).optional() }),
  success: [
    { status: 200, description: 'The list', body: z.object({ limit: z.int(), q: z.string().optional() }) },
  ],
});
const removeThing = defineOperation({
  ...base,
  id: 'removeThing',
  summary: 'Remove',
  method: 'delete',
  path: '/offices/{office}/thing',
  scope: 'queue:admin',
  office: 'office',
  params: office,
  ifMatch: 'required',
  success: [{ status: 204, description: 'Gone' }],
});
const failThing = defineOperation({
  ...base,
  id: 'failThing',
  summary: 'Fail',
  method: 'post',
  path: '/fail/{how}',
  scope: 'public',
  params: z.strictObject({ how: z.string() }),
  success: [{ status: 200, description: 'Never', body: z.object({ safe: z.string() }) }],
});
const operations: OperationDefinition[] = [putThing, listThings, removeThing, failThing];

const failures: Record<string, () => unknown> = {
  refusal: () => {
    throw new Refusal('ticket-wrong-state', {
      state: 'called',
      actions: ['start'],
      extra: { opensAt: '2026-03-10T09:00:00+05:00' },
    });
  },
  bug: () => {
    throw new Error('secret table layout');
  },
  database: async () => {
    // Nothing listens on port 1.
    const pool = new Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 2000 });
    await pool.query('select 1').finally(() => pool.end());
  },
  mismatch: () => ({ safe: 42 }),
  leak: () => ({ safe: 'yes', inner: 'hidden' }),
};

@Controller()
class ThingController {
  @Operation(putThing)
  put(@Input() input: InputOf<typeof putThing>, @Caller() caller: Principal) {
    const { nested, ...body } = input.body;
    const tags = [nested?.deep ?? '-', input.idempotencyKey, caller.subject, String(input.ifMatch)];
    const answer = { ...body, tags, version: 7 };
    return input.body.size > 1 ? answer : reply(201, answer, { headers: { location: '/v1/here' } });
  }

  @Operation(listThings)
  list(@Input() input: InputOf<typeof listThings>) {
    return { limit: input.query.limit, ...(input.query.q !== undefined && { q: input.query.q }) };
  }

  @Operation(removeThing)
  remove(): undefined {
    return undefined;
  }

  @Operation(failThing)
  fail(@Input() input: InputOf<typeof failThing>) {
    return failures[input.params.how]?.() as { safe: string };
  }
}

@Module({ controllers: [ThingController] })
class ThingModule {}

let issuer: LocalIssuer;
let stranger: LocalIssuer;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  issuer = await localIssuer();
  stranger = await localIssuer();
  app = await createApp(ThingModule, { service: 'queue', identity: issuer.settings, operations });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await issuer.close();
  await stranger.close();
});

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  const json = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body: json };
};

const admin = () => issuer.token({ scope: 'queue:admin', offices: ['ALM-TRK'] });

const put = async (body: unknown, headers: Record<string, string> = {}) =>
  call('/v1/offices/ALM-TRK/thing', {
    method: 'PUT',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      authorization: `Bearer ${await admin()}`,
      'content-type': 'application/json',
      'idempotency-key': 'k-1',
      ...headers,
    },
  });

const problem = (status: number, code: string, more: Record<string, unknown> = {}) => ({
  status,
  body: expect.objectContaining({
    type: `https://kezek.kz/problems/${code}`,
    title: expect.any(String) as string,
    status,
    code,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    ...more,
  }) as unknown,
});

const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });

describe('an operation', () => {
  it('gives the handler its parsed input and the caller, and the version as ETag', async () => {
    const answer = await put({ name: ' a ', size: 2, nested: { deep: 'd' } }, { 'if-match': 'W/"6"' });
    expect(answer).toMatchObject({
      status: 200,
      body: { name: 'a', size: 2, version: 7, tags: ['d', 'k-1', 'tester', '6'] },
    });
    expect(answer.headers.get('etag')).toBe('"7"');
  });

  it('can answer another declared success with headers', async () => {
    const answer = await put({ name: 'a', size: 1 });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/here');
    expect(answer.headers.get('etag')).toBe('"7"');
  });

  it('takes defaults and coerces the query', async () => {
    expect((await call('/v1/things')).body).toEqual({ limit: 50 });
    expect((await call('/v1/things?limit=7&q=x')).body).toEqual({ limit: 7, q: 'x' });
  });

  it('answers 204 without a body', async () => {
    const headers = { authorization: `Bearer ${await admin()}`, 'if-match': '*' };
    const answer = await call('/v1/offices/ALM-TRK/thing', { method: 'DELETE', headers });
    expect(answer).toMatchObject({ status: 204, body: undefined });
  });

  it('strips what the contract does not declare', async () => {
    expect(await call('/v1/fail/leak', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { safe: 'yes' },
    });
    expect((await call('/v1/fail/leak', { method: 'POST' })).body).not.toHaveProperty('inner');
  });

  it('answers HEAD like GET and OPTIONS with the methods', async () => {
    expect(await call('/v1/things', { method: 'HEAD' })).toMatchObject({ status: 200, body: undefined });
    const options = await call('/v1/offices/X/thing', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'DELETE, OPTIONS, PUT']);
  });

  it('carries security headers and the request id', async () => {
    const { headers } = await call('/v1/things', { headers: { 'x-request-id': 'desk-4:17' } });
    expect(headers.get('x-request-id')).toBe('desk-4:17');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    const hostile = await call('/v1/things', { headers: { 'x-request-id': 'a b<script>' } });
    expect(hostile.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a bad body', () => {
  it.each([
    ['malformed JSON', '{"name": ', 400, 'malformed-json'],
    ['an empty body', '', 400, 'malformed-json'],
    ['prototype poisoning', '{"__proto__": {"admin": true}, "name": "a", "size": 1}', 400, 'malformed-json'],
    ['constructor poisoning', '{"constructor": {"prototype": {}}, "name": "a"}', 400, 'malformed-json'],
    ['nesting of 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'malformed-json'],
    ['another top', '[1, 2]', 400, 'invalid-request'],
    ['null', 'null', 400, 'invalid-request'],
    ['U+0000', '{"name": "a", "size": 1, "tags": ["\\u0000"]}', 400, 'invalid-request'],
  ])('of %s is refused', async (_what, body, status, code) => {
    expect(await put(body)).toMatchObject(problem(status, code));
  });

  it('that is not UTF-8 is refused', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('","size":1}'),
    ]);
    const answer = await call('/v1/fail/leak', {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject(problem(400, 'malformed-json'));
  });

  it('is told every mistake at once, with a pointer and a code for each', async () => {
    const answer = await put({ size: '3', 'a/b~': 1, nested: { deep: 1, more: true }, tags: ['x', 5] });
    expect(answer).toMatchObject(problem(400, 'invalid-request'));
    const errors = answer.body?.['errors'] as { pointer: string; code: string }[];
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/a~1b~0 unknown-field',
      '/name required',
      '/nested/deep wrong-type',
      '/nested/more unknown-field',
      '/size wrong-type',
      '/tags/1 wrong-type',
    ]);
  });

  it('of 2 MiB is 413, and the answer arrives', async () => {
    const answer = await put({ name: 'x'.repeat(2 * 1024 * 1024), size: 1 });
    expect(answer).toMatchObject(problem(413, 'payload-too-large'));
  });

  it('that hides its length is 413, too', async () => {
    const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
    const head = 'POST /v1/fail/leak HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const answer = await raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"payload-too-large"');
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'nonsense',
    'application/json; charset=latin1',
  ])('as %s is 415', async (contentType) => {
    expect(await put('{"name": "a", "size": 1}', { 'content-type': contentType })).toMatchObject(
      problem(415, 'unsupported-media-type'),
    );
  });

  it('where none belongs is refused, but {} is not', async () => {
    const send = (body: string) =>
      call('/v1/fail/leak', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await send('{}')).toMatchObject({ status: 200 });
    expect(await send('{"reason": "x"}')).toMatchObject(
      problem(400, 'invalid-request', { errors: [{ pointer: '/reason', code: 'unknown-field' }] }),
    );
  });
});

describe('a bad address or header', () => {
  it('with unknown or wrong parameters is refused', async () => {
    const answer = await call('/v1/things?limit=ten&sort=name');
    const errors = answer.body?.['errors'] as { pointer: string; code: string }[];
    expect(answer.status).toBe(400);
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['?limit', '?sort']);
    expect(await call('/v1/things?q=%00')).toMatchObject(problem(400, 'invalid-request'));
  });

  it.each([
    ['that is unknown', '/v1/nowhere', 'GET', 404, 'not-found'],
    ['of the root', '/', 'GET', 404, 'not-found'],
    ['with half an escape', '/v1/fail/%', 'POST', 400, 'invalid-request'],
    ['with a broken character', '/v1/fail/%E0%A4%A', 'POST', 400, 'invalid-request'],
    ['with a long parameter', `/v1/fail/${'x'.repeat(201)}`, 'POST', 414, 'uri-too-long'],
    ['with a long query', `/v1/things?q=${'x'.repeat(5000)}`, 'GET', 414, 'uri-too-long'],
  ])('%s is refused', async (_what, path, method, status, code) => {
    expect(await call(path, { method })).toMatchObject(problem(status, code));
  });

  it('by another method is 405 with the methods that there are', async () => {
    const answer = await call('/v1/things', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'text/x' },
    });
    expect(answer).toMatchObject(problem(405, 'method-not-allowed'));
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await call('/v1/things', { method: 'PROPFIND' })).status).toBe(405);
  });

  it('that asks for a format we do not speak is 406', async () => {
    expect(await call('/v1/things', { headers: { accept: 'text/html' } })).toMatchObject(
      problem(406, 'not-acceptable'),
    );
    for (const accept of ['*/*', 'application/*', 'text/html, application/json;q=0.1'])
      expect((await call('/v1/things', { headers: { accept } })).status).toBe(200);
  });

  it.each([
    [
      'too large',
      `GET /v1/things HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['not HTTP', 'HELLO KEZEK\r\n\r\n', 400, 'invalid-request'],
    [
      'of two lengths',
      'POST /v1/fail/leak HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      400,
      'invalid-request',
    ],
    [
      'of a negative length',
      'POST /v1/fail/leak HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
      400,
      'invalid-request',
    ],
    [
      'of length and chunks',
      'POST /v1/fail/leak HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'invalid-request',
    ],
  ])('%s on the wire still gets problem details', async (_what, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('without Idempotency-Key or with a wrong one is 400', async () => {
    const good = { name: 'a', size: 2 };
    expect(await put(good, { 'idempotency-key': '' })).toMatchObject(problem(400, 'idempotency-key-missing'));
    expect(await put(good, { 'idempotency-key': 'a b' })).toMatchObject(problem(400, 'invalid-request'));
    expect(await put(good, { 'idempotency-key': 'x'.repeat(201) })).toMatchObject(
      problem(400, 'invalid-request'),
    );
    const quoted = await put(good, { 'idempotency-key': '"q-1"' });
    expect(quoted.body?.['tags']).toEqual(expect.arrayContaining(['q-1']));
  });

  it('with If-Match missing is 428, foreign 412, garbage 400', async () => {
    const headers = { authorization: `Bearer ${await admin()}` };
    const remove = (more: Record<string, string>) =>
      call('/v1/offices/ALM-TRK/thing', { method: 'DELETE', headers: { ...headers, ...more } });
    expect(await remove({})).toMatchObject(problem(428, 'version-required'));
    expect(await remove({ 'if-match': '"abc"' })).toMatchObject(problem(412, 'version-mismatch'));
    expect(await remove({ 'if-match': '7' })).toMatchObject(problem(400, 'invalid-request'));
    expect((await remove({ 'if-match': '"7"' })).status).toBe(204);
  });
});

describe('who may call', () => {
  const path = '/v1/offices/ALM-TRK/thing';
  const remove = (authorization?: string) =>
    call(path, { method: 'DELETE', headers: { 'if-match': '*', ...(authorization && { authorization }) } });

  it('nobody without a token, with the challenge', async () => {
    const answer = await remove();
    expect(answer).toMatchObject(problem(401, 'unauthenticated'));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="kezek"');
  });

  it.each([
    ['garbage', () => 'x.y.z'],
    ['no JWT', () => 'hello'],
    ['expired', () => issuer.token({ scope: 'queue:admin', expiresIn: -60 })],
    ['for another audience', () => issuer.token({ scope: 'queue:admin', audience: 'bank' })],
    ['without kind', () => issuer.token({ scope: 'queue:admin', kind: undefined })],
    [
      'signed by a stranger',
      () => stranger.token({ scope: 'queue:admin', iss: issuer.settings.OIDC_ISSUER }),
    ],
    [
      'unsigned',
      () => `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"sub":"x"}').replaceAll('=', '')}.AA`,
    ],
  ])('nobody with a token that is %s', async (_what, token) => {
    const answer = await remove(`Bearer ${await token()}`);
    expect(answer).toMatchObject(problem(401, 'unauthenticated'));
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('nobody without the scope', async () => {
    const answer = await remove(`Bearer ${await issuer.token({ scope: 'queue:read queue:operate' })}`);
    expect(answer).toMatchObject(problem(403, 'forbidden'));
    expect(answer.headers.get('www-authenticate')).toContain('scope="queue:admin"');
  });

  it('nobody of another office, for whom the thing is not there', async () => {
    const token = await issuer.token({ scope: 'queue:admin', offices: ['ALM-SIZO'] });
    expect(await remove(`Bearer ${token}`)).toMatchObject(problem(404, 'not-found'));
  });

  it('who may act in all offices', async () => {
    expect(
      (await remove(`bearer ${await issuer.token({ scope: 'queue:admin', offices: ['*'] })}`)).status,
    ).toBe(204);
  });

  it('anybody, where the call is public, whatever token comes along', async () => {
    expect((await call('/v1/things', { headers: { authorization: 'Bearer x.y.z' } })).status).toBe(200);
  });
});

describe('a failure', () => {
  it('by the rules tells state, actions and more in the language of the caller', async () => {
    const answer = await call('/v1/fail/refusal', {
      method: 'POST',
      headers: { 'accept-language': 'de, kk;q=0.9' },
    });
    expect(answer).toMatchObject(
      problem(409, 'ticket-wrong-state', {
        title: 'Талон басқа күйде',
        state: 'called',
        actions: ['start'],
        opensAt: '2026-03-10T09:00:00+05:00',
      }),
    );
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('content-language')).toBe('kk');
  });

  it('by a bug is 500, quotes the trace of the caller and tells nothing', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const answer = await call('/v1/fail/bug', { method: 'POST', headers: { traceparent } });
    expect(answer).toMatchObject(problem(500, 'internal-error', { traceId }));
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|Error:|at .*\.ts/);
  });

  it('of an answer that breaks its contract is a bug', async () => {
    expect(await call('/v1/fail/mismatch', { method: 'POST' })).toMatchObject(problem(500, 'internal-error'));
  });

  it('of the database is 503, to be tried again', async () => {
    const answer = await call('/v1/fail/database', { method: 'POST' });
    expect(answer).toMatchObject(problem(503, 'service-unavailable'));
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});

describe('the start', () => {
  const start = async (options: Partial<Parameters<typeof createApp>[1]>) => {
    const other = await createApp(ThingModule, {
      service: 'queue',
      identity: issuer.settings,
      operations,
      ...options,
    });
    try {
      await other.listen(0, '127.0.0.1');
    } finally {
      await other.close();
    }
  };

  it('is refused when an operation of the service is not mounted', async () => {
    const missing = defineOperation({ ...listThings, id: 'missing', path: '/missing' });
    await expect(start({ operations: [...operations, missing] })).rejects.toThrow(
      'missing is declared, but not mounted',
    );
  });

  it('is refused when a route belongs to no operation', async () => {
    const extend: NonNullable<Parameters<typeof createApp>[1]['extend']> = (server) => {
      server.get('/v1/backdoor', () => 'hello');
    };
    await expect(start({ extend })).rejects.toThrow('/v1/backdoor belongs to no operation');
    await expect(start({ extend, otherRoutes: ['/v1/backdoor'] })).resolves.toBeUndefined();
  });

  it('is refused when an operation is mounted twice or has no scope that exists', async () => {
    const twice: NonNullable<Parameters<typeof createApp>[1]['extend']> = (server) => {
      const operation = { ...listThings, path: '/other', scope: 'made:up' as 'public' };
      server.get('/v1/other', { config: { operation } }, () => 'x');
    };
    await expect(start({ extend: twice })).rejects.toThrow(/no scope that exists[^]*mounted twice/);
  });
});
