import { problem, serveThings, type Things } from './things.fixture';

let things: Things;
beforeAll(async () => {
  things = await serveThings();
});
afterAll(() => things.close());

describe('a bad body', () => {
  it.each([
    ['malformed JSON', '{"name": ', 400, 'malformed-json'],
    ['an empty body', '', 400, 'invalid-request'],
    ['prototype poisoning', '{"__proto__": {"admin": true}, "name": "a", "size": 1}', 400, 'malformed-json'],
    ['constructor poisoning', '{"constructor": {"prototype": {}}, "name": "a"}', 400, 'malformed-json'],
    ['nesting of 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'malformed-json'],
    ['another top', '[1, 2]', 400, 'invalid-request'],
    ['null', 'null', 400, 'invalid-request'],
    ['U+0000', '{"name": "a", "size": 1, "tags": ["\\u0000"]}', 400, 'invalid-request'],
  ])('of %s is refused', async (_what, body, status, code) => {
    expect(await things.put(body)).toMatchObject(problem(status, code));
  });

  it.each([
    ['{"name": "a", "size": 1', /^Expected ',' or '}' .+ at position 23 .+\.$/],
    ['{"name": secret-of-a-visitor}', /^Unexpected token 's'\.$/],
    ['{"name": ', /^Unexpected end of JSON input\.$/],
    ['{"__proto__": {}, "name": "a", "size": 1}', /__proto__/],
  ])('is told what is wrong with %s, and its text is not repeated', async (body, detail) => {
    const answer = await things.put(body);
    expect(answer).toMatchObject(problem(400, 'malformed-json'));
    expect(answer.body?.['detail']).toMatch(detail);
  });

  it('may be missing where none is needed, whatever type is announced', async () => {
    const token = await things.issuer.token({ scope: 'queue:admin', offices: ['*'] });
    const headers = [
      'host: x',
      `authorization: Bearer ${token}`,
      'if-match: *',
      'content-type: application/json',
      'connection: close',
      'transfer-encoding: chunked',
    ];
    const line = 'DELETE /v1/offices/ALM-TRK/thing HTTP/1.1';
    const answer = await things.raw([line, ...headers, '', '0', '', ''].join('\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
  });

  it('that is not UTF-8 is refused', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('","size":1}'),
    ]);
    const answer = await things.call('/v1/fail/leak', {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject(problem(400, 'malformed-json'));
  });

  it('is told every mistake at once, with a pointer and a code for each', async () => {
    const answer = await things.put({
      size: '3',
      'a/b~': 1,
      nested: { deep: 1, more: true },
      tags: ['x', 5],
    });
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
    const answer = await things.put({ name: 'x'.repeat(2 * 1024 * 1024), size: 1 });
    expect(answer).toMatchObject(problem(413, 'payload-too-large'));
  });

  it('that hides its length is 413, too', async () => {
    const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
    const head = 'POST /v1/fail/leak HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const answer = await things.raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`);
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
    expect(await things.put('{"name": "a", "size": 1}', { 'content-type': contentType })).toMatchObject(
      problem(415, 'unsupported-media-type'),
    );
  });

  it('that is compressed is 415', async () => {
    const encoded = { 'content-encoding': 'gzip' };
    expect(await things.put('{"name": "a", "size": 1}', encoded)).toMatchObject(
      problem(415, 'unsupported-media-type'),
    );
  });

  it('where none belongs is refused, but {} is not', async () => {
    const send = (body: string) =>
      things.call('/v1/fail/leak', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await send('{}')).toMatchObject({ status: 200 });
    expect(await send('{"reason": "x"}')).toMatchObject(
      problem(400, 'invalid-request', { errors: [{ pointer: '/reason', code: 'unknown-field' }] }),
    );
  });
});
