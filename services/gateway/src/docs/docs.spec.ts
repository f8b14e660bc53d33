import { operations } from '@kezek/contracts';
import { configOf, Lifecycle, serve } from '@kezek/platform';
import { gateway } from '../app.module';

const lifecycle = new Lifecycle();
let origin: string;

beforeAll(async () => {
  const config = configOf(gateway, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    OPS_PORT: '0',
    KAFKA_BROKERS: '127.0.0.1:1',
    REDIS_URL: 'redis://127.0.0.1:1',
    QUEUE_URL: 'http://127.0.0.1:1',
    NOTIFICATIONS_URL: 'http://127.0.0.1:1',
    OIDC_ISSUER: 'http://127.0.0.1:1',
  });
  const { port } = await serve(gateway, config, lifecycle);
  origin = `http://127.0.0.1:${String(port)}`;
});
afterAll(async () => {
  await lifecycle.stop();
});

it('one document describes every call of every service', async () => {
  const response = await fetch(`${origin}/openapi.json`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  for (const { id, method, path } of operations) expect(paths[`/v1${path}`]?.[method]?.operationId).toBe(id);
});

it('its pages need nothing from elsewhere, and may load nothing from elsewhere', async () => {
  const page = await fetch(`${origin}/docs`);
  const html = await page.text();
  const parts = [...html.matchAll(/(?:src|href)=["']([^"']+)["']/g)].map((match) => match[1] ?? '');
  expect(parts).toContain('./docs/swagger-ui-bundle.js');
  for (const part of parts) {
    const response = await fetch(new URL(part, `${origin}/docs`));
    expect([part, response.url.startsWith(origin), response.status]).toEqual([part, true, 200]);
    await response.arrayBuffer();
  }
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
});

it('a missing page is a problem like any other', async () => {
  const response = await fetch(`${origin}/docs/nothing`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ]);
});
