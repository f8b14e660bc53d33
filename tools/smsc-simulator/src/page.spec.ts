import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { SmppClient, planMessage, submitBodies } from '@kezek/smpp';
import { escapeHtml, renderPage } from './page';
import { type Simulator, startSimulator } from './simulator';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ systemId: 'kezek', password: 'secret', receiptDelay: 0 });
  const client = new SmppClient({
    host: '127.0.0.1',
    port: simulator.smppPort,
    systemId: 'kezek',
    password: 'secret',
  });
  client.start();
  const texts = [
    ['77010000001', 'Ваш номер А-12'],
    ['77010000002', '<script>alert("&")</script>'],
    ['77010000001', '3-терезеге келіңіз'],
  ] as const;
  for (const [to, text] of texts) {
    const [body] = submitBodies(planMessage(text));
    const fields = { ...body?.fields, sourceAddress: 'Kezek', destinationTon: 1, destinationAddress: to };
    await client.submit({ fields });
  }
  await client.stop();
});

afterAll(() => simulator.close());

const get = (path: string, method = 'GET') => fetch(`${simulator.page}${path}`, { method });

describe('the list', () => {
  test('has the shape that scripts rely on, newest first', async () => {
    const response = await get('/messages.json');
    const { items } = (await response.json()) as { items: Record<string, unknown>[] };
    expect(items.map((item) => item['text'])).toEqual([
      '3-терезеге келіңіз',
      '<script>alert("&")</script>',
      'Ваш номер А-12',
    ]);
    expect(items[0]).toEqual({
      id: expect.stringMatching(/^\d+$/) as string,
      to: '+77010000001',
      from: 'Kezek',
      text: '3-терезеге келіңіз',
      encoding: 'ucs2',
      segments: 1,
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      state: expect.stringMatching(/^(enroute|delivered)$/) as string,
    });
  });

  test.each(['+77010000002', '%2B77010000002', '77010000002'])('is narrowed by ?to=%s', async (to) => {
    const response = await get(`/messages.json?to=${to}`);
    expect(await response.json()).toMatchObject({ items: [{ to: '+77010000002' }] });
  });

  test('of a number that got nothing is empty', async () => {
    expect(await (await get('/messages.json?to=70000000000')).json()).toEqual({ items: [] });
  });
});

describe('the page', () => {
  test.each([
    ['/', 'kk', 'Жүйе жіберген хабарламалар'],
    ['/?lang=ru', 'ru', 'Сообщения, которые отправила система'],
    ['/?lang=xx', 'kk', 'Қай нөмірге не болады'],
  ])('%s is in %s', async (path, language, text) => {
    const page = await (await get(path)).text();
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(text);
    expect(page).toContain('3-терезеге келіңіз');
  });

  test('shows text as text and lets nothing else run', async () => {
    const response = await get(`/?to=${encodeURIComponent('"><img src=x>')}`);
    const page = await response.text();
    expect(page).toContain('value="&quot;&gt;&lt;img src=x&gt;"');
    expect(page).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;');
    expect(page).not.toContain('<img');
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(page).toContain(`<script nonce="${nonce}">`);
    expect(policy).toContain("default-src 'none'");
    expect((await get('/')).headers.get('content-security-policy')).not.toBe(policy);
  });

  test('searched by number shows only that number, and the way back', async () => {
    const page = await (await get('/?lang=ru&to=%2B77010000002')).text();
    expect(page).not.toContain('Ваш номер А-12');
    expect(page).toContain('<a href="/?lang=ru">Все</a>');
    expect(page).toContain('href="/?lang=kk&amp;to=%2B77010000002"');
  });

  test('without messages says so, and shows a state that it has no word for', () => {
    const model = { language: 'ru', to: '', total: 0, nonce: 'n' } as const;
    expect(renderPage({ ...model, messages: [] })).toContain('Сообщений пока нет.');
    const message = {
      id: '1',
      to: '1',
      from: 'a',
      text: 'b',
      encoding: 'x',
      segments: 1,
      receivedAt: '2026-01-15T09:00:00.000Z',
      validUntil: '2026-01-15T09:05:00.000Z',
      state: 'new',
    };
    const page = renderPage({ ...model, messages: [message] });
    expect(page).toContain('>new<');
    expect(page).toContain('14:00:00');
    expect(page).toContain('14:05:00');
    expect(escapeHtml(`'`)).toBe('&#39;');
  });
});

describe('other requests', () => {
  test('health counts', async () => {
    expect(await (await get('/health')).json()).toMatchObject({ status: 'ok', messages: 3, accepted: 3 });
  });

  test('for what is not there are 404, and a bad address is 400', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/messages.json', 'POST')).status).toBe(404);
    const [response] = (await once(request(`${simulator.page}/`, { path: ':bad' }).end(), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    expect(response.statusCode).toBe(400);
  });

  test('HEAD is answered as GET', async () => {
    expect((await get('/', 'HEAD')).status).toBe(200);
  });

  test('DELETE clears the list', async () => {
    expect((await get('/messages', 'DELETE')).status).toBe(204);
    expect(await (await get('/messages.json')).json()).toEqual({ items: [] });
  });
});
