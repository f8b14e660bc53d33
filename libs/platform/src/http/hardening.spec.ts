import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverOptions } from './hardening';
import { sendRaw } from './things.fixture';

it('a request that does not arrive in time gets problem details, and its connection ends', async () => {
  const soon = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 };
  const server = createServer(soon).on('clientError', serverOptions.clientErrorHandler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const answer = await sendRaw(url, 'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
  server.close();
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(answer).toMatch(/content-type: application\/problem\+json/i);
  const [, body = ''] = answer.split('\r\n\r\n');
  expect(JSON.parse(body)).toMatchObject({ code: 'request-timeout', status: 408 });
});
