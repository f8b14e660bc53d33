import { problem, serveThings, type Things } from './things.fixture';

let things: Things;
beforeAll(async () => {
  things = await serveThings();
});
afterAll(() => things.close());

describe('a bad address or header', () => {
  it('with unknown or wrong parameters is refused', async () => {
    const answer = await things.call('/v1/things?limit=ten&sort=name');
    const errors = answer.body?.['errors'] as { pointer: string; code: string }[];
    expect(answer.status).toBe(400);
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['?limit', '?sort']);
    expect(await things.call('/v1/things?q=%00')).toMatchObject(problem(400, 'invalid-request'));
  });

  it.each([
    ['that is unknown', '/v1/nowhere', 'GET', 404, 'not-found'],
    ['of the root', '/', 'GET', 404, 'not-found'],
    ['with a slash too many', '/v1/things/', 'GET', 404, 'not-found'],
    ['with an empty parameter', '/v1/offices//thing', 'PUT', 404, 'not-found'],
    ['with half an escape', '/v1/fail/%', 'POST', 400, 'invalid-request'],
    ['with a broken character', '/v1/fail/%E0%A4%A', 'POST', 400, 'invalid-request'],
    ['with a long parameter', `/v1/fail/${'x'.repeat(201)}`, 'POST', 414, 'uri-too-long'],
    ['with a long query', `/v1/things?q=${'x'.repeat(5000)}`, 'GET', 414, 'uri-too-long'],
  ])('%s is refused', async (_what, ...[path, method, status, code]) => {
    expect(await things.call(path, { method })).toMatchObject(problem(status, code));
  });

  it('that no call has is told apart from a thing that is not there', async () => {
    const { body } = await things.call('/v1/things/');
    expect(body?.['detail']).toMatch(/^No call has this path/);
    expect((await things.call('/v1/fail/%')).body?.['detail']).toMatch(/escape/);
  });

  it('that says something twice is told so', async () => {
    const { body } = await things.call('/v1/things?limit=1&limit=2');
    expect(body?.['errors']).toEqual([
      { pointer: '?limit', code: 'repeated', detail: 'given more than once' },
    ]);
  });

  it('is told what to do, where there is more to say than its title', async () => {
    const { body } = await things.call('/v1/things', { headers: { accept: 'text/html' } });
    expect(body?.['detail']).toBe('Ask for `application/json`, or another form that the call declares.');
  });

  it('by another method is 405 with the methods that there are', async () => {
    const answer = await things.call('/v1/things', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'text/x' },
    });
    expect(answer).toMatchObject(problem(405, 'method-not-allowed'));
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await things.call('/v1/things', { method: 'PROPFIND' })).status).toBe(405);
  });

  it('that asks for a format we do not speak is 406', async () => {
    expect(await things.call('/v1/things', { headers: { accept: 'text/html' } })).toMatchObject(
      problem(406, 'not-acceptable'),
    );
    for (const accept of ['*/*', 'application/*', 'text/html, application/json;q=0.1'])
      expect((await things.call('/v1/things', { headers: { accept } })).status).toBe(200);
  });

  it.each([
    [
      'too large',
      `GET /v1/things HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['without a host', 'GET /v1/things HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'invalid-request'],
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
    const answer = await things.raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('with an expectation that nobody knows is served all the same', async () => {
    const answer = await things.raw(
      'GET /v1/things HTTP/1.1\r\nhost: x\r\nexpect: tea\r\nconnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('without Idempotency-Key or with a wrong one is 400', async () => {
    const good = { name: 'a', size: 2 };
    expect(await things.put(good, { 'idempotency-key': '' })).toMatchObject(
      problem(400, 'idempotency-key-missing'),
    );
    expect(await things.put(good, { 'idempotency-key': 'a b' })).toMatchObject(
      problem(400, 'invalid-request'),
    );
    expect(await things.put(good, { 'idempotency-key': 'x'.repeat(201) })).toMatchObject(
      problem(400, 'invalid-request'),
    );
    const quoted = await things.put(good, { 'idempotency-key': '"q-1"' });
    expect(quoted.body?.['tags']).toEqual(expect.arrayContaining(['q-1']));
  });

  it('with If-Match missing is 428, foreign 412, garbage 400', async () => {
    const headers = { authorization: `Bearer ${await things.admin()}` };
    const remove = (more: Record<string, string>) =>
      things.call('/v1/offices/ALM-TRK/thing', { method: 'DELETE', headers: { ...headers, ...more } });
    expect(await remove({})).toMatchObject(problem(428, 'version-required'));
    expect(await remove({ 'if-match': '"abc"' })).toMatchObject(problem(412, 'version-mismatch'));
    expect(await remove({ 'if-match': '7' })).toMatchObject(problem(400, 'invalid-request'));
    expect((await remove({ 'if-match': '"7"' })).status).toBe(204);
  });
});
