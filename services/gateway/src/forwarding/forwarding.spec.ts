import { echo, waitFor } from '@kezek/testing';
import { connect } from 'node:net';
import { problemIn, useGateway } from '../testing/gateway.fixture';

const ticketId = '0199f6a0-0000-7000-8000-000000000001';

const gateway = useGateway();

const megabytes = (count: number, chunk = 64 * 1024): ReadableStream<Uint8Array> => {
  let left = count * 1024 * 1024;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) controller.close();
      else controller.enqueue(new Uint8Array(Math.min(chunk, left)).fill(0x20));
      left -= chunk;
    },
  });
};

describe('a call', () => {
  it('reaches its owner with its path, query, body and the headers that matter', async () => {
    const response = await gateway.post('/v1/offices/ALM-TRK/tickets?x=1&y=%20', '{"service":"a"}', {
      'if-match': '"3"',
      'accept-language': 'kk',
      'x-request-id': 'req-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    const seen = (await response.json()) as { url: string; body: string; headers: Record<string, string> };
    expect(seen.url).toBe('/v1/offices/ALM-TRK/tickets?x=1&y=%20');
    expect(seen.body).toBe('{"service":"a"}');
    expect(seen.headers).toMatchObject({
      authorization: gateway.bearer['authorization'],
      'content-type': 'application/json',
      'content-length': '15',
      'idempotency-key': 'k1',
      'if-match': '"3"',
      'accept-language': 'kk',
      'x-request-id': 'req-1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(seen.headers['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/);
    expect(Number(seen.headers['x-deadline-ms'])).toBeGreaterThan(4000);
    expect(response.headers.get('x-request-id')).toBe('req-1');
  });

  it('is measured by its operation and status, and asked for without its body by HEAD', async () => {
    const head = await fetch(`${gateway.origin}/v1/offices`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(gateway.owner.seen.at(-1)?.method).toBe('HEAD');
    const counted =
      /kezek_http_request_duration_seconds_count\{.*operation="listOffices",status="200".*\} [1-9]/;
    const metrics = async () =>
      await (await fetch(`http://127.0.0.1:${String(gateway.serving.opsPort)}/metrics`)).text();
    await waitFor(async () => counted.test(await metrics()), 'the call is counted');
  });

  it('cannot pretend to come from somewhere else', async () => {
    const response = await fetch(`${gateway.origin}/v1/offices`, {
      headers: {
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=10.0.0.1',
        'x-real-ip': '10.0.0.1',
        'x-deadline-ms': '999999',
        'x-original-url': '/v1/offices/SECRET',
        cookie: 'session=1',
      },
    });
    const { headers } = (await response.json()) as { headers: Record<string, string> };
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-forwarded-host']).toBe(new URL(gateway.origin).host);
    expect(Number(headers['x-deadline-ms'])).toBeLessThanOrEqual(5000);
    for (const name of ['forwarded', 'x-real-ip', 'x-original-url', 'cookie'])
      expect(headers).not.toHaveProperty(name);
  });

  it('brings the refusal of its owner back untouched', async () => {
    const problem = JSON.stringify({
      code: 'ticket-not-waiting',
      status: 409,
      state: 'called',
      actions: ['start'],
    });
    gateway.owner.handler = (_request, response) => {
      response
        .writeHead(409, {
          'content-type': 'application/problem+json; charset=utf-8',
          'content-language': 'ru',
          'retry-after': '7',
          connection: 'close, x-internal',
          'x-internal': 'hop',
        })
        .end(problem);
    };
    const response = await gateway.post(`/v1/tickets/${ticketId}/call`, '{}');
    expect(response.status).toBe(409);
    expect(await response.text()).toBe(problem);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('x-internal')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('brings another form of answer back as it is, and says on what it depends', async () => {
    gateway.owner.handler = ({ headers }, response) => {
      response
        .writeHead(200, { 'content-type': 'text/csv; charset=utf-8', vary: 'Accept' })
        .end(`accept\r\n${String(headers.accept)}\r\n`);
    };
    const response = await fetch(`${gateway.origin}/v1/offices/ALM-TRK/tickets`, {
      headers: { ...gateway.bearer, accept: 'text/csv' },
    });
    expect(await response.text()).toBe('accept\r\ntext/csv\r\n');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('vary')).toBe('Authorization, Accept, Accept-Language, Origin');
  });

  it('that nobody declared is not there, and its owner never hears of it', async () => {
    const unknown = await fetch(`${gateway.origin}/v1/secrets`, { headers: gateway.bearer });
    expect((await problemIn(unknown)).code).toBe('not-found');
    const wrong = await fetch(`${gateway.origin}/v1/offices/ALM-TRK/board`, { method: 'DELETE' });
    expect((await problemIn(wrong)).code).toBe('method-not-allowed');
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(gateway.owner.seen).toHaveLength(0);
  });

  it('means the same path to the guard and to its owner, however it is written', async () => {
    const sly = await gateway.post('/v1/offices/ALM-TRK%2F..%2FALM-SIZO/tickets', '{}');
    expect(sly.status).toBe(404);
    const response = await fetch(`${gateway.origin}/v1/track/a%2F..%2Fb%3Fc`);
    expect(((await response.json()) as { url: string }).url).toBe('/v1/track/a%2F..%2Fb%3Fc');
  });

  it('of a service that is not installed, or not there, is refused, and others go on', async () => {
    const away = await fetch(`${gateway.origin}/v1/templates/called`, { headers: gateway.bearer });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).not.toBeNull();
    expect((await problemIn(away)).code).toBe('service-unavailable');
    expect((await fetch(`${gateway.origin}/v1/offices`)).status).toBe(200);
  });
});

describe('a body', () => {
  it('is streamed when it is long, without waiting for its end', async () => {
    let first: number | undefined;
    gateway.owner.handler = (request, response) => {
      request.once('data', () => {
        first = performance.now();
      });
      echo(request, response);
    };
    let ended = 0;
    const source = megabytes(0.25);
    const reader = source.getReader();
    const slow = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await reader.read();
        if (!done) {
          controller.enqueue(value);
          return;
        }
        await waitFor(() => first, 'the owner sees the beginning');
        ended = performance.now();
        controller.close();
      },
    });
    const response = await gateway.post('/v1/offices/ALM-TRK/tickets', slow);
    expect(((await response.json()) as { length: number }).length).toBe(256 * 1024);
    expect(first).toBeLessThan(ended);
  });

  it('of more than 1 MiB is refused, declared or not, and the connection can be used again', async () => {
    const declared = await gateway.post('/v1/offices/ALM-TRK/tickets', ' '.repeat(2 * 1024 * 1024));
    expect((await problemIn(declared)).code).toBe('payload-too-large');
    const undeclared = await gateway.post('/v1/offices/ALM-TRK/tickets', megabytes(2));
    expect(undeclared.status).toBe(413);
    expect((await problemIn(undeclared)).code).toBe('payload-too-large');
    const exactly = await gateway.post('/v1/offices/ALM-TRK/tickets', megabytes(1));
    expect(exactly.status).toBe(200);
  });

  it('that is not JSON, or compressed, is refused', async () => {
    for (const headers of [{ 'content-type': 'text/xml' }, { 'content-encoding': 'gzip' }]) {
      const response = await gateway.post('/v1/offices/ALM-TRK/tickets', '{}', headers);
      expect((await problemIn(response)).code).toBe('unsupported-media-type');
    }
    expect(gateway.owner.seen).toHaveLength(0);
  });

  it('that is cut off does not reach its owner as a whole', async () => {
    const socket = connect(gateway.serving.port, '127.0.0.1');
    const { authorization } = gateway.bearer;
    socket.write(
      'POST /v1/offices/ALM-TRK/tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
        `Authorization: ${authorization ?? ''}\r\nContent-Length: 100\r\n\r\n{"a"`,
    );
    await waitFor(() => socket.bytesWritten > 0 && socket.readyState === 'open', 'it is sent');
    socket.destroy();
    expect((await fetch(`${gateway.origin}/v1/offices`)).status).toBe(200);
    expect(gateway.owner.seen.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('a page of another origin', () => {
  it('may call when it is configured, and not otherwise', async () => {
    const preflight = async (from: string) =>
      await fetch(`${gateway.origin}/v1/offices/ALM-TRK/tickets`, {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://desk.example.kz');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://desk.example.kz');
    expect(allowed.headers.get('access-control-allow-methods')).toContain('POST');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const call = async (path: string) =>
      await fetch(`${gateway.origin}${path}`, { headers: { origin: 'https://desk.example.kz' } });
    for (const path of ['/v1/offices', '/v1/tickets/x', '/nowhere'])
      expect((await call(path)).headers.get('access-control-allow-origin')).toBe('https://desk.example.kz');
  });
});
