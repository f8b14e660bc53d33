import { language, overrideReason, ticketState } from '@kezek/contracts';
import { configOf, Lifecycle, serve } from '@kezek/platform';
import { FarSide } from '@kezek/testing';
import { createHash } from 'node:crypto';
import { gateway } from '../app.module';

const lifecycle = new Lifecycle();
let queue: FarSide;
let origin: string;

beforeAll(async () => {
  queue = await new FarSide().listen();
  const config = configOf(gateway, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    OPS_PORT: '0',
    KAFKA_BROKERS: '127.0.0.1:1',
    QUEUE_URL: queue.url,
    NOTIFICATIONS_URL: queue.url,
    OIDC_ISSUER: 'http://127.0.0.1:1',
  });
  const { port } = await serve(gateway, config, lifecycle);
  origin = `http://127.0.0.1:${String(port)}`;
});
afterAll(async () => {
  await lifecycle.stop();
  await queue.close();
});

const page = (handle = 'AAAAAAAAAAAAAAAAAAAAAA', init: RequestInit = {}) =>
  fetch(`${origin}/t/${handle}`, init);
const within = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? '';
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

it('the link of an SMS opens a page that is kept, found and passed on by nobody', async () => {
  const { status, headers } = await page();
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
  });
});

it('every handle gets the same bytes, and nobody is asked about it', async () => {
  const first = await (await page()).text();
  const second = await (await page('no-such-handle?x=1')).text();
  expect(second).toBe(first);
  expect(queue.seen).toEqual([]);
});

it('only its own script and style run, and neither can make markup of text', async () => {
  const response = await page();
  const policy = response.headers.get('content-security-policy') ?? '';
  const html = await response.text();
  const script = within(html, /<script>([^]*?)<\/script>/);
  const style = within(html, /<style>([^]*?)<\/style>/);
  expect(script).toContain('/v1/track/');
  expect(style).toContain('prefers-color-scheme');
  for (const rule of [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
    expect(policy.split('; ')).toContain(rule);
  expect(policy).not.toContain('unsafe');
});

it('it loads nothing from anywhere', async () => {
  const html = await (await page()).text();
  const references = [...html.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/g)].map(
    (match) => match[1],
  );
  expect(references).toEqual(['data:,']);
});

it('it has a word for every state and every reason, in every language', async () => {
  const html = await (await page()).text();
  const words = JSON.parse(within(html, /id="words">([^]*?)<\/script>/)) as Record<
    string,
    { state: Record<string, string>; reason: Record<string, string> }
  >;
  expect(Object.keys(words)).toEqual(language.options);
  for (const { state, reason } of Object.values(words)) {
    expect(Object.keys(state).sort()).toEqual([...ticketState.options].sort());
    expect(Object.keys(reason).sort()).toEqual([...overrideReason.options].sort());
  }
});

it('every language says the same things', async () => {
  const html = await (await page()).text();
  const words = JSON.parse(within(html, /id="words">([^]*?)<\/script>/)) as Record<string, object>;
  const keysOf = (some: object, above = ''): string[] =>
    Object.entries(some).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null ? keysOf(value, `${above}${key}.`) : [`${above}${key}`],
    );
  const [first = [], ...others] = Object.values(words).map((some) => keysOf(some));
  expect(first).toContain('leave');
  for (const other of others) expect(other).toEqual(first);
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is no way to it', async (method) => {
  const response = await page('h', { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

it('HEAD says what GET would', async () => {
  const [head, got] = [await page('h', { method: 'HEAD' }), await page()];
  const length = String(Buffer.byteLength(await got.text()));
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, length, '']);
});

it.each(['/t', '/t/h/more'])('%s is no page', async (path) => {
  const response = await fetch(`${origin}${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ]);
});
