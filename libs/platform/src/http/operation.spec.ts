import { problem, serveThings, type Things } from './things.fixture';

let things: Things;
beforeAll(async () => {
  things = await serveThings();
});
afterAll(() => things.close());

describe('an operation', () => {
  it('gives the handler its parsed input and the caller, and the version as ETag', async () => {
    const answer = await things.put({ name: ' a ', size: 2, nested: { deep: 'd' } }, { 'if-match': 'W/"6"' });
    expect(answer).toMatchObject({
      status: 200,
      body: { name: 'a', size: 2, version: 7, tags: ['d', 'k-1', 'tester', '6'] },
    });
    expect(answer.headers.get('etag')).toBe('"7"');
  });

  it('can answer another declared success with headers', async () => {
    const answer = await things.put({ name: 'a', size: 1 });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/here');
    expect(answer.headers.get('etag')).toBe('"7"');
  });

  it('takes defaults and coerces the query', async () => {
    expect((await things.call('/v1/things')).body).toEqual({ limit: 50 });
    expect((await things.call('/v1/things?limit=7&q=x')).body).toEqual({ limit: 7, q: 'x' });
  });

  it('answers in the form that is asked for, of those that it declares', async () => {
    const accept = (wish: string) => things.call('/v1/things?limit=7', { headers: { accept: wish } });
    const table = await accept('text/csv, application/json;q=0.5');
    expect([table.status, table.text]).toEqual([200, 'limit\r\n7\r\n']);
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(table.headers.get('vary')).toMatch(/\bAccept,/);
    expect(await accept('*/*')).toMatchObject({ status: 200, body: { limit: 7 } });
    expect(await accept('text/html')).toMatchObject(problem(406, 'not-acceptable'));
  });

  it('links to the next page of a list with the same query', async () => {
    const answer = await things.call('/v1/things?limit=1&q=x&after=a');
    expect(answer.headers.get('link')).toBe('<?limit=1&q=x&after=b%26c>; rel="next"');
    expect((await things.call('/v1/things')).headers.get('link')).toBeNull();
  });

  it('answers 204 without a body', async () => {
    const headers = { authorization: `Bearer ${await things.admin()}`, 'if-match': '*' };
    const answer = await things.call('/v1/offices/ALM-TRK/thing', { method: 'DELETE', headers });
    expect(answer).toMatchObject({ status: 204, body: undefined });
  });

  it('strips what the contract does not declare', async () => {
    expect(await things.call('/v1/fail/leak', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { safe: 'yes' },
    });
    expect((await things.call('/v1/fail/leak', { method: 'POST' })).body).not.toHaveProperty('inner');
  });

  it('answers HEAD like GET and OPTIONS with the methods', async () => {
    expect(await things.call('/v1/things', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: undefined,
    });
    const options = await things.call('/v1/offices/X/thing', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'DELETE, OPTIONS, PUT']);
  });

  it('carries security headers and the request id', async () => {
    const { headers } = await things.call('/v1/things', { headers: { 'x-request-id': 'desk-4:17' } });
    expect(headers.get('x-request-id')).toBe('desk-4:17');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    const hostile = await things.call('/v1/things', { headers: { 'x-request-id': 'a b<script>' } });
    expect(hostile.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a failure', () => {
  it('by the rules tells state, actions and more in the language of the caller', async () => {
    const answer = await things.call('/v1/fail/refusal', {
      method: 'POST',
      headers: { 'accept-language': 'de, kk;q=0.9' },
    });
    expect(answer).toMatchObject(
      problem(409, 'ticket-wrong-state', {
        title: 'Талон басқа күйде',
        state: 'called',
        actions: ['start'],
        opensAt: '2026-03-10T04:00:00.000Z',
      }),
    );
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('content-language')).toBe('kk');
  });

  it('by a bug is 500, quotes the trace of the caller and tells nothing', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const answer = await things.call('/v1/fail/bug', { method: 'POST', headers: { traceparent } });
    expect(answer).toMatchObject(problem(500, 'internal-error', { traceId }));
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|Error:|at .*\.ts/);
  });

  it('of an answer that breaks its contract is a bug', async () => {
    expect(await things.call('/v1/fail/mismatch', { method: 'POST' })).toMatchObject(
      problem(500, 'internal-error'),
    );
  });

  it('of the database is 503, to be tried again', async () => {
    const answer = await things.call('/v1/fail/database', { method: 'POST' });
    expect(answer).toMatchObject(problem(503, 'service-unavailable'));
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
