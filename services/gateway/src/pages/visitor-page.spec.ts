import { estimate, language, overrideReason, resource, ticketState } from '@kezek/contracts';
import { configOf, Lifecycle, serve } from '@kezek/platform';
import { FarSide } from '@kezek/testing';
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
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
    REDIS_URL: 'redis://127.0.0.1:1',
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

const page = (trackingToken = 'AAAAAAAAAAAAAAAAAAAAAA', init: RequestInit = {}) =>
  fetch(`${origin}/t/${trackingToken}`, init);
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

it('every tracking token gets the same bytes, and nobody is asked about it', async () => {
  const first = await (await page()).text();
  const second = await (await page('no-such-token?x=1')).text();
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
    Record<'state' | 'reason' | 'waitUnknown' | 'waitingFor', Record<string, string>>
  >;
  expect(Object.keys(words)).toEqual(language.options);
  const reasons = [...overrideReason.options, 'overtaken-too-often', 'earlier-deadline', 'synced'];
  const [, unknown] = estimate.options;
  for (const { state, reason, waitUnknown, waitingFor } of Object.values(words)) {
    expect(Object.keys(state).sort()).toEqual([...ticketState.options].sort());
    expect(Object.keys(reason).sort()).toEqual(reasons.sort());
    expect(Object.keys(waitingFor)).toEqual(resource.options);
    const unsaid = unknown.shape.reason.options.filter((why) => why !== 'not-waiting');
    expect(Object.keys(waitUnknown).sort()).toEqual(['any', ...unsaid].sort());
  }
});

/** What the page makes of an answer, by its own functions. */
async function textsOf(
  tag: string,
): Promise<
  Record<'reason', (code: string) => string> &
    Record<'state' | 'counter', (of: object) => string> &
    Record<'clock', (instant: string, utcOffset: string) => string>
> {
  const html = await (await page()).text();
  const words = (JSON.parse(within(html, /id="words">([^]*?)<\/script>/)) as Record<string, object>)[tag];
  const window = {} as { texts: Record<string, (...of: unknown[]) => string> };
  runInNewContext(within(html, /(window\.texts = [^]*?\n\}\)\(\);)/), { window });
  return {
    reason: (code) => window.texts['reasonText']?.(words, code) ?? '',
    state: (of) => window.texts['stateText']?.(words, of) ?? '',
    clock: (instant, utcOffset) => window.texts['clockText']?.(instant, utcOffset) ?? '',
    counter: (names) => window.texts['nameText']?.({ names }, 'counter', tag) ?? '',
  };
}

it.each([
  { tag: 'kk', reason: 'заң бойынша басымдық: сәбиі бар', other: 'заң бойынша басымдық' },
  { tag: 'ru', reason: 'льгота по закону: с младенцем', other: 'льгота по закону' },
  { tag: 'en', reason: 'priority by law: with an infant', other: 'priority by law' },
])('who was overtaken by a priority reads which, in $tag', async ({ tag, reason, other }) => {
  const texts = await textsOf(tag);
  expect(texts.reason('priority:infant')).toBe(reason);
  // A priority of the office's own, and one that is named like a part of every object.
  expect([texts.reason('priority:donor'), texts.reason('priority:constructor')]).toEqual([other, other]);
  expect(texts.reason('earlier-deadline')).not.toContain('earlier-deadline');
});

it.each([
  { tag: 'kk', name: 'Касса kk' },
  { tag: 'ru', name: 'Касса ru' },
  // English is not given everywhere.
  { tag: 'en', name: 'Касса ru' },
])('who is called reads the counter’s own name, in $tag', async ({ tag, name }) => {
  const { counter } = await textsOf(tag);
  expect(counter({ counter: { kk: 'Касса kk', ru: 'Касса ru' } })).toBe(name);
  expect([counter({}), counter({ office: { kk: 'x', ru: 'x' } })]).toEqual(['', '']);
});

it.each([
  { tag: 'kk', date: '2026 жылғы 12 наурыз' },
  { tag: 'ru', date: '12 марта 2026' },
  { tag: 'en', date: '12 March 2026' },
])('who is to return later reads on which day, in $tag', async ({ tag, date }) => {
  const texts = await textsOf(tag);
  expect(texts.state({ state: 'return-later', returnOn: '2026-03-12' })).toContain(date);
  expect(texts.state({ state: 'return-later' })).not.toContain('{');
  expect(texts.state({ state: 'parked' })).not.toBe('parked');
});

it('an instant is shown as the office’s clocks show it, wherever the phone is', async () => {
  const { clock } = await textsOf('kk');
  const shown = ['+05:00', '-03:30', '+00:00'].map((ahead) => clock('2026-03-10T20:01:59.000Z', ahead));
  expect(shown).toEqual(['01:01', '16:31', '20:01']);
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
