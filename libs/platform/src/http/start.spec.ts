import { defineOperation } from '@kezek/contracts';
import { createApp } from './create-app';
import { listThings, serveThings, ThingModule, thingOperations, type Things } from './things.fixture';

let things: Things;
beforeAll(async () => {
  things = await serveThings();
});
afterAll(() => things.close());

describe('the start', () => {
  const start = async (options: Partial<Parameters<typeof createApp>[1]>) => {
    const other = await createApp(ThingModule, {
      service: 'queue',
      identity: things.issuer.settings,
      operations: thingOperations,
      ...options,
    });
    try {
      await other.listen(0, '127.0.0.1');
    } finally {
      await other.close();
    }
  };

  it('is refused when an operation of the service is not mounted', async () => {
    const missing = defineOperation({ ...listThings, id: 'missing', path: '/missing' });
    await expect(start({ operations: [...thingOperations, missing] })).rejects.toThrow(
      'missing is declared, but not mounted',
    );
  });

  it('is refused when a route belongs to no operation', async () => {
    const extend: NonNullable<Parameters<typeof createApp>[1]['extend']> = (server) => {
      server.get('/v1/backdoor', () => 'hello');
    };
    await expect(start({ extend })).rejects.toThrow('/v1/backdoor belongs to no operation');
    await expect(start({ extend, otherRoutes: ['/v1/backdoor'] })).resolves.toBeUndefined();
  });

  it('puts the guard before routes that go past Nest', async () => {
    const operation = defineOperation({ ...listThings, id: 'raw', path: '/raw', scope: 'queue:read' });
    const other = await createApp(ThingModule, {
      service: 'queue',
      identity: things.issuer.settings,
      operations: thingOperations,
      extend: (server) => {
        server.get('/v1/raw', { config: { operation } }, (request) => request.caller);
      },
    });
    await other.listen(0, '127.0.0.1');
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${await other.getUrl()}/v1/raw`, { headers })).status;
    const token = await things.issuer.token({ scope: 'queue:read' });
    expect([await ask({}), await ask({ authorization: `Bearer ${token}` })]).toEqual([401, 200]);
    await other.close();
  });

  it('is refused when an operation is mounted twice or has no scope that exists', async () => {
    const twice: NonNullable<Parameters<typeof createApp>[1]['extend']> = (server) => {
      const operation = { ...listThings, path: '/other', scope: 'made:up' as 'public' };
      server.get('/v1/other', { config: { operation } }, () => 'x');
    };
    await expect(start({ extend: twice })).rejects.toThrow(/no scope that exists[^]*mounted twice/);
  });
});
