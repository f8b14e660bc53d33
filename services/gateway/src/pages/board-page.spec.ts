import { boardDeltas, language } from '@kezek/contracts';
import { createHash } from 'node:crypto';
import { type ServedGateway, serveGateway } from '../testing/gateway.fixture';

let served: ServedGateway;

beforeAll(async () => {
  served = await serveGateway();
});
afterAll(() => served.close());

const page = (office = 'ALM-TRK', init: RequestInit = {}) => fetch(`${served.origin}/board/${office}`, init);
const within = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? '';
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

it('every office gets the same wall, and nobody is asked about it', async () => {
  const first = await page();
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await (await page('no-such-office')).text()).toBe(await first.text());
  expect(served.owner.seen).toEqual([]);
});

it('only its own script and style run, neither can make markup of text, and it calls nobody else', async () => {
  const response = await page();
  const policy = response.headers.get('content-security-policy')?.split('; ') ?? [];
  const html = await response.text();
  for (const rule of [
    "default-src 'none'",
    `script-src ${hashOf(within(html, /<script>([^]*?)<\/script>/))}`,
    `style-src ${hashOf(within(html, /<style>([^]*?)<\/style>/))}`,
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
  ])
    expect(policy).toContain(rule);
  expect(policy.join()).not.toContain('unsafe');
  expect(html).not.toMatch(/ (style|on\w+)=/);
  const references = [...html.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/g)].map(([, to]) => to);
  expect(references).toEqual(['data:,']);
});

it('it listens to everything that the stream says', async () => {
  const script = within(await (await page()).text(), /<script>([^]*?)<\/script>/);
  const listened = within(script, /const heard = \{([^]*?)\n\};/).matchAll(/^ {2}(\w+)\(/gm);
  expect([...listened].map(([, name]) => name).sort()).toEqual(
    ['snapshot', ...Object.keys(boardDeltas)].sort(),
  );
});

it('every language says the same things', async () => {
  const html = await (await page()).text();
  const words = JSON.parse(within(html, /id="words">([^]*?)<\/script>/)) as Record<string, object>;
  expect(Object.keys(words)).toEqual(language.options);
  const [first = [], ...others] = Object.values(words).map((some) => Object.keys(some));
  expect(first).toContain('calls');
  for (const other of others) expect(other).toEqual(first);
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is no way to it', async (method) => {
  const response = await page('ALM-TRK', { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});
