import { operations, principalKind, scopes, type OperationDefinition } from '@kezek/contracts';
import { configOf, Lifecycle, serve, type Serving } from '@kezek/platform';
import { FarSide, testIssuer, type TestIssuer, type TokenClaims } from '@kezek/testing';
import { gateway } from './app.module';

const values: Readonly<Record<string, string>> = {
  office: 'ALM-TRK',
  counter: '1',
  id: '0199f6a0-0000-7000-8000-000000000001',
  trackingToken: 'AAAAAAAAAAAAAAAAAAAAAA',
  key: 'called',
  code: 'R-7',
  detainee: '0199f6a0-0000-7000-8000-000000000002',
  other: '0199f6a0-0000-7000-8000-000000000003',
};
const pathOf = ({ path }: OperationDefinition): string =>
  `/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name)}`;

const guarded = operations.filter(({ scope }) => scope !== 'public');
const bound = guarded.filter(({ office }) => office !== undefined);
const forDevices = operations.filter(({ devicesOnly }) => devicesOnly === true);
const open = operations.filter(({ scope, service }) => scope === 'public' && service !== 'gateway');
const named = (some: readonly OperationDefinition[]) =>
  some.map((operation) => [operation.id, operation] as const);

let issuer: TestIssuer;
let owner: FarSide;
let serving: Serving;
const lifecycle = new Lifecycle();
const reached = (): string[] => owner.seen.map(({ method = '', url = '' }) => `${method} ${url}`);

beforeAll(async () => {
  issuer = await testIssuer();
  owner = await new FarSide().listen();
  const config = configOf(gateway, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    OPS_PORT: '0',
    KAFKA_BROKERS: '127.0.0.1:1',
    REDIS_URL: 'redis://127.0.0.1:1',
    QUEUE_URL: owner.url,
    NOTIFICATIONS_URL: owner.url,
    VISITS_URL: owner.url,
    ...issuer.settings,
  });
  serving = await serve(gateway, config, lifecycle);
});
afterAll(async () => {
  await lifecycle.stop();
  await owner.close();
  await issuer.close();
});
beforeEach(() => {
  owner.seen.length = 0;
});

async function ask(operation: OperationDefinition, headers: Record<string, string>) {
  const method = operation.method.toUpperCase();
  const body = operation.body === undefined ? {} : { body: '{}' };
  const response = await fetch(`http://127.0.0.1:${String(serving.port)}${pathOf(operation)}`, {
    method,
    headers: {
      ...(operation.body && { 'content-type': 'application/json' }),
      'idempotency-key': 'k',
      ...headers,
    },
    ...body,
  });
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') };
}

const token = async (claims: TokenClaims) => await issuer.headers(claims);
/** The kind of client that a call is for. */
const kindFor = ({ devicesOnly }: OperationDefinition) => (devicesOnly ? 'device' : 'system');

describe('every call that names a scope', () => {
  it.each(named(guarded))('%s is refused without a token', async (_id, operation) => {
    const { status, code, challenge } = await ask(operation, {});
    expect([status, code, challenge]).toEqual([401, 'unauthenticated', 'Bearer realm="kezek"']);
    expect(reached()).toEqual([]);
  });

  it.each(named(guarded))('%s is refused with every other scope', async (_id, operation) => {
    const others = [...new Set(guarded.map(({ scope }) => scope))].filter(
      (scope) => scope !== operation.scope,
    );
    const { status, code, challenge } = await ask(operation, await token({ scopes: others }));
    expect([status, code]).toEqual([403, 'forbidden']);
    expect(challenge).toContain(`scope="${operation.scope}"`);
    expect(reached()).toEqual([]);
  });

  it.each(named(guarded))('%s reaches its owner with the scope', async (_id, operation) => {
    const claims = { kind: kindFor(operation), scopes: [operation.scope], offices: ['ALM-TRK'] } as const;
    const { status } = await ask(operation, await token(claims));
    expect(status).toBe(200);
    expect(reached()).toEqual([`${operation.method.toUpperCase()} ${pathOf(operation)}`]);
  });
});

describe('every call about an office', () => {
  it.each(named(bound))('%s is not there for those of another office', async (_id, operation) => {
    for (const offices of [['ALM-SIZO'], []]) {
      const claims = { kind: kindFor(operation), scopes: [operation.scope], offices } as const;
      const { status, code } = await ask(operation, await token(claims));
      expect([status, code]).toEqual([404, 'not-found']);
    }
    expect(reached()).toEqual([]);
  });
});

describe('every call for devices alone', () => {
  it.each(named(forDevices))(
    '%s is refused to everybody else, whatever the scopes',
    async (_id, operation) => {
      const others = principalKind.options.filter((kind) => kind !== 'device');
      for (const kind of others) {
        const claims = { kind, scopes: Object.keys(scopes), offices: ['*'] };
        const { status, code } = await ask(operation, await token(claims));
        expect([kind, status, code]).toEqual([kind, 403, 'devices-only']);
      }
      expect(reached()).toEqual([]);
    },
  );

  it('is each that takes numbers, or says what was done with them', () => {
    expect(forDevices.map(({ id }) => id).sort()).toEqual(['giveNumberBlock', 'syncNumberBlock']);
  });
});

describe('every public call', () => {
  it.each(named(open))('%s reaches its owner without a token', async (_id, operation) => {
    expect((await ask(operation, {})).status).toBe(200);
    expect(reached()).toHaveLength(1);
  });
});

describe('a token', () => {
  const [listed] = bound;
  if (listed === undefined) throw new Error('no call is bound to an office');
  const claims = { scopes: [listed.scope], offices: ['ALM-TRK'] };

  it.each([
    ['has expired', { ...claims, expiresIn: -60 }],
    ['is for somebody else', { ...claims, audience: 'other' }],
  ])('that %s is refused', async (_why, wrong) => {
    expect((await ask(listed, await token(wrong))).status).toBe(401);
  });

  it('of another issuer is refused', async () => {
    const forger = await testIssuer();
    expect((await ask(listed, await forger.headers(claims))).status).toBe(401);
    await forger.close();
  });
});
